//! What the dependency solver says, and which packages it is about.
//!
//! Its report is a headline, and for each problem a reason with more reasons below:
//! sentences of a solver that names packages by name, version and architecture,
//! often with the repository behind: `a-1-2.noarch from lab`. A request itself is
//! named only where nothing provides it.

use super::names::name_of;

/// The start of a report.
const HEADLINE: &str = "Could not depsolve transaction;";

/// One problem of a report.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Problem {
    /// Its reasons, one a line, as the solver put them.
    pub(crate) reasons: Vec<String>,
    /// Names of all packages that it speaks of, in order.
    pub(crate) packages: Vec<String>,
    /// Those requests that it speaks of, in the order of the requests.
    pub(crate) blamed: Vec<String>,
}

/// Reads a report; `None` if the text is none. `requests` is what was asked for:
/// names, or names with version or architecture.
pub(crate) fn problems(text: &str, requests: &[String]) -> Option<Vec<Problem>> {
    let (_, report) = text.split_once(HEADLINE)?;
    let mut problems: Vec<Problem> = Vec::new();
    for line in report.lines().skip(1) {
        let line = line.trim();
        let reason = match headed(line) {
            Some(reason) => {
                problems.push(Problem::default());
                reason
            }
            None => line.trim_start_matches("- "),
        };
        if reason.is_empty() {
            continue;
        }
        if problems.is_empty() {
            problems.push(Problem::default());
        }
        if let Some(problem) = problems.last_mut() {
            problem.add(reason, requests);
        }
    }
    for problem in &mut problems {
        let place = |request: &String| requests.iter().position(|one| one == request);
        problem.blamed.sort_by_key(place);
    }
    Some(problems)
}

/// The packages in the way of all problems together: the requests among them if
/// any is named, else all packages that are.
pub(crate) fn in_the_way(problems: &[Problem]) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for problem in problems {
        let of_one = if problem.blamed.is_empty() {
            &problem.packages
        } else {
            &problem.blamed
        };
        for name in of_one {
            push(&mut names, name);
        }
    }
    names
}

impl Problem {
    fn add(&mut self, reason: &str, requests: &[String]) {
        let words = reason
            .split_whitespace()
            .map(|word| word.trim_matches([',', ';']));
        for word in words.filter(|word| name_of(word).is_some()) {
            self.mention(word, requests);
        }
        let listed = ["nothing provides requested ", "protected packages: "];
        for list in listed.iter().filter_map(|start| reason.split_once(start)) {
            for name in list.1.split(", ") {
                self.mention(name, requests);
            }
        }
        self.reasons.push(reason.to_owned());
    }

    fn mention(&mut self, word: &str, requests: &[String]) {
        push(&mut self.packages, name_of(word).unwrap_or(word));
        for request in requests.iter().filter(|request| is_meant(request, word)) {
            push(&mut self.blamed, request);
        }
    }
}

/// The reason behind “Problem:” or “Problem 2:”.
fn headed(line: &str) -> Option<&str> {
    let (number, reason) = line.strip_prefix("Problem")?.split_once(':')?;
    let number = number.trim();
    let is_number = number.chars().all(|c| c.is_ascii_digit());
    is_number.then(|| reason.trim())
}

/// Whether a request means the package that is named in full, or is the word itself.
fn is_meant(request: &str, word: &str) -> bool {
    if request == word {
        return true;
    }
    let Some(name) = name_of(word) else {
        return false;
    };
    let (full, arch) = word.rsplit_once('.').unwrap_or((word, ""));
    let version = full.rsplit_once('-').map_or(full, |(start, _)| start);
    request == name
        || request == full
        || request == version
        || request
            .strip_suffix(arch)
            .and_then(|start| start.strip_suffix('.'))
            == Some(name)
}

fn push(names: &mut Vec<String>, name: &str) {
    if !names.iter().any(|one| one == name) {
        names.push(name.to_owned());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn requests(names: &[&str]) -> Vec<String> {
        names.iter().map(|&name| name.to_owned()).collect()
    }

    fn way(text: &str, asked: &[&str]) -> Vec<String> {
        in_the_way(&problems(text, &requests(asked)).expect("a report"))
    }

    #[test]
    fn what_nothing_provides_blames_who_needs_it() {
        let text = "Could not depsolve transaction; 1 problem detected:\n \
            Problem: conflicting requests\n  \
            - nothing provides libdoesnotexist.so.9 needed by broken-deps-1.0-1.fc44.x86_64 from lab";
        let found = problems(text, &requests(&["htop", "broken-deps"])).unwrap();
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].packages, ["broken-deps"]);
        assert_eq!(found[0].blamed, ["broken-deps"]);
        assert_eq!(found[0].reasons.len(), 2);
        assert_eq!(way(text, &[]), ["broken-deps"]);
    }

    #[test]
    fn a_request_is_blamed_and_what_it_runs_into_is_not() {
        let text = "Could not depsolve transaction; 2 problems detected:\n \
            Problem 1: package ocl-loader-3.0.6-1.fc44.x86_64 from @System conflicts with ocl-icd \
            provided by ocl-icd-2.3.2-7.fc44.x86_64 from fedora\n  \
            - package cuda-driver-3:565.77-1.fc44.x86_64 from other requires ocl-icd(x86-64), \
            but none of the providers can be installed\n  - conflicting requests\n \
            Problem 2: cannot install both beta-2-1.noarch from lab and beta-1-1.noarch from @System\n  \
            - package alpha-1-1.noarch requires beta = 2, but none of the providers can be installed";
        assert_eq!(
            way(text, &["alpha", "htop", "cuda-driver"]),
            ["cuda-driver", "alpha"]
        );
        let all = ["ocl-loader", "ocl-icd", "cuda-driver", "beta", "alpha"];
        assert_eq!(way(text, &[]), all);
        // One problem names a request, the other none of them.
        assert_eq!(
            way(text, &["alpha"]),
            ["ocl-loader", "ocl-icd", "cuda-driver", "alpha"]
        );
    }

    #[test]
    fn requests_are_known_in_every_form_of_a_name() {
        let text = "Could not depsolve transaction; 1 problem detected:\n \
            Problem: cannot install both tool-2.1-3.i686 from lab and tool-2.0-1.x86_64 from @System";
        for form in [
            "tool",
            "tool.i686",
            "tool-2.1",
            "tool-2.1-3",
            "tool-2.1-3.i686",
        ] {
            assert_eq!(way(text, &["other", form]), [form]);
        }
        assert_eq!(way(text, &["tool-2"]), ["tool"]);
    }

    #[test]
    fn names_without_versions_are_read_where_the_solver_lists_them() {
        let text = "Could not depsolve transaction; 2 problems detected:\n \
            Problem 1: nothing provides requested ghost\n \
            Problem 2: The operation would result in removing the following protected packages: \
            systemd, systemd-udev";
        assert_eq!(way(text, &["ghost"]), ["ghost", "systemd", "systemd-udev"]);
        assert_eq!(problems("Packages not found: x", &[]), None);
    }
}
