//! The plan as a table.

use super::words;
use crate::amount;
use crate::say::{FAINT, HEADING, WARN, escaped, styled};
use crate::sheet::{Row, Sheet};

/// The widest that a column is.
const WIDTH: usize = 64;

pub(super) fn table(sheet: &Sheet) -> String {
    let stages = sheet.stages.iter().enumerate().map(|(at, _)| stage(sheet, at));
    let mut parts: Vec<String> = stages.collect();
    if !sheet.notes.is_empty() {
        let rows: String =
            sheet.notes.iter().map(|note| format!("  {}\n", escaped(note))).collect();
        parts.push(format!("{}\n{rows}", styled(HEADING, "notes")));
    }
    parts.join("\n")
}

struct Column {
    name: &'static str,
    cells: Vec<String>,
    is_number: bool,
}

fn stage(sheet: &Sheet, at: usize) -> String {
    let stage = &sheet.stages[at];
    let rows = &stage.rows;
    let column = |name, is_number, cell: &dyn Fn(&Row) -> String| Column {
        name,
        cells: rows.iter().map(|row| escaped(&cell(row))).collect(),
        is_number,
    };
    let layer = |row: &Row| {
        let (word, rest) = words::short(row);
        words::cut(&format!("{word} {rest}"), WIDTH)
    };
    let again = |row: &Row| row.again.map_or(String::new(), |again| again.to_string());
    let columns = [
        column("phase", false, &|row| row.phase.clone()),
        column("layer", false, &layer),
        column("runs again after", false, &|row| words::cut(&words::again_after(row), WIDTH)),
        column("time", true, &|row| row.seconds.map_or(String::new(), amount::seconds)),
        #[expect(clippy::cast_precision_loss, reason = "a size that is shown")]
        column("size", true, &|row| {
            row.bytes.map_or(String::new(), |bytes| amount::bytes(bytes as f64))
        }),
        column("commits", true, &again),
        column("declared at", false, &|row| format!("{}:{}", row.file, row.line)),
    ];
    let told =
        columns.into_iter().filter(|column| column.cells.iter().any(|cell| !cell.is_empty()));
    let told: Vec<Column> = told.collect();
    let image = stage.image.as_ref().map_or(String::new(), |name| format!(", the image {name}"));
    let title = styled(HEADING, format!("stage {}{image}", stage.name));
    let line = |cell: &dyn Fn(&Column) -> String| {
        let cells = told.iter().map(|column| padded(column, &cell(column)));
        format!("  {}", cells.collect::<Vec<_>>().join("  ")).trim_end().to_owned() + "\n"
    };
    let mut text = format!("{title}\n");
    text += &styled(FAINT, line(&|column| column.name.to_owned()).trim_end());
    text.push('\n');
    for (at, row) in rows.iter().enumerate() {
        text += &line(&|column| column.cells[at].clone());
        if let Some(why) = &row.out_of_order {
            text += &format!("    {} {}\n", styled(WARN, "out of order:"), escaped(why));
        }
    }
    text
}

fn padded(column: &Column, cell: &str) -> String {
    let wide = column.cells.iter().map(|cell| cell.chars().count()).max().unwrap_or(0);
    let wide = wide.max(column.name.chars().count());
    if column.is_number { format!("{cell:>wide$}") } else { format!("{cell:<wide$}") }
}
