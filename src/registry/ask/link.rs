//! The `Link` header by which a registry says where its list of tags goes on.

use reqwest::{
    Url,
    header::{HeaderMap, LINK},
};

/// The address of the next page; `None` if there is none, or none on the same host: a
/// login must not wander.
pub fn next(headers: &HeaderMap, current: &Url) -> Option<Url> {
    headers
        .get_all(LINK)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .find_map(target)
        .and_then(|target| current.join(target).ok())
        .filter(|next| next.origin() == current.origin() && next != current)
}

/// The target of the link whose relation is `next`.
fn target(value: &str) -> Option<&str> {
    let mut rest = value;
    loop {
        let (_, behind) = rest.split_once('<')?;
        let (target, behind) = behind.split_once('>')?;
        let parameters = behind.split('<').next().unwrap_or_default();
        let is_next = parameters.split([';', ',']).any(|parameter| {
            parameter.split_once('=').is_some_and(|(key, value)| {
                key.trim().eq_ignore_ascii_case("rel")
                    && value.trim().trim_matches('"').eq_ignore_ascii_case("next")
            })
        });
        if is_next {
            return Some(target);
        }
        rest = behind;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn go(link: &str) -> Option<String> {
        let current = Url::parse("https://quay.io/v2/a/b/tags/list?n=100").unwrap();
        let mut headers = HeaderMap::new();
        headers.insert(LINK, link.parse().unwrap());
        next(&headers, &current).map(String::from)
    }

    #[test]
    fn the_next_page_is_found_in_every_form() {
        let expected = Some("https://quay.io/v2/a/b/tags/list?n=100&last=x,y".to_owned());
        for link in [
            "</v2/a/b/tags/list?n=100&last=x,y>; rel=\"next\"",
            "<https://quay.io/v2/a/b/tags/list?n=100&last=x,y>;rel=next",
            "</first>; rel=\"first\", </v2/a/b/tags/list?n=100&last=x,y>; rel=\"next\"",
            "<?n=100&last=x,y>; title=\"more\"; REL=\"Next\"",
        ] {
            assert_eq!(go(link), expected, "{link}");
        }
    }

    #[test]
    fn no_link_leads_to_another_host_or_in_a_circle() {
        for link in [
            "<https://evil.example/v2/a/b/tags/list>; rel=\"next\"",
            "<http://quay.io/v2/a/b/tags/list?n=100&last=x>; rel=\"next\"",
            "</v2/a/b/tags/list?n=100>; rel=\"next\"",
            "</first>; rel=\"first\"",
            "nonsense",
        ] {
            assert_eq!(go(link), None, "{link}");
        }
    }
}
