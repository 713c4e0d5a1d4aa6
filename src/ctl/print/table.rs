//! Columns.

/// Rows as lines whose columns stand under each other. Trailing space is left out.
pub(super) fn lines<const N: usize>(indent: &str, rows: &[[String; N]]) -> String {
    let mut widths = [0; N];
    for row in rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.chars().count());
        }
    }
    let mut text = String::new();
    for row in rows {
        let mut line = String::from(indent);
        for (width, cell) in widths.iter().zip(row) {
            line += cell;
            line.extend(std::iter::repeat_n(' ', width - cell.chars().count() + 2));
        }
        text += line.trim_end();
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_stand_under_each_other() {
        let rows = [["a", "é", "x"], ["bbb", "cc", ""]].map(|row| row.map(String::from));
        assert_eq!(lines(" ", &rows), " a    é   x\n bbb  cc\n");
    }
}
