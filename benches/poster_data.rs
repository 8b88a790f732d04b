//! What the Typst command line needs to set a project's packs: `cargo bench --bench poster_data -- PROJECT TODAY OUT`.
//!
//! Writes `OUT/theme` (templates, pictograms, fonts) and, a folder a board, `OUT/ID/data.json` with its template's
//! name in `OUT/ID/template`. Only `benches/measure.py` uses it: banbao itself hands the same data over in memory.
#![expect(clippy::disallowed_methods, reason = "a tool of the benchmark, which writes files")]

use std::error::Error;
use std::fs;
use std::path::Path;

use banbao::inputs;
use banbao::model::{self, Choices};
use banbao::parse;
use banbao::plan::packs::Layout;
use banbao::plan::{self, Wants};
use banbao::render::Context;
use banbao::render::poster::data;
use banbao::render::search::Index;
use banbao::render::shared::Shared;
use banbao::theme;

fn main() -> Result<(), Box<dyn Error>> {
    // Cargo adds `--bench` of its own.
    let arguments: Vec<String> = std::env::args().skip(1).filter(|word| word != "--bench").collect();
    let [project, today, out] = arguments.as_slice() else {
        return Err("poster_data PROJECT TODAY OUT".into());
    };
    let out = Path::new(out);
    let (mut inputs, _) =
        inputs::read(Path::new(project), today.parse()?, 1).map_err(|_| "unreadable project")?;
    let (raws, _) = parse::parse(&inputs, 1);
    let (site, _) = model::build(raws, &inputs, Choices::default());
    let (theme, _) = theme::load(&site, &mut inputs);
    let wants = Wants { site: false, print: true, edition: None, printing: None };
    let (plan, _) = plan::plan(&site, &theme, &inputs, &wants);
    let base_url = site.config.base_url.as_str();
    let index = Index::default();
    let shared = Shared::new(&site);
    let cx = Context {
        site: &site,
        theme: &theme,
        assets: &plan.assets,
        search: &index,
        shared: &shared,
        base_url,
    };
    let print = plan.print.as_ref().ok_or("nothing to print")?;
    for (path, file) in &theme.files {
        if ["posters/", "icons/", "fonts/"].iter().any(|folder| path.starts_with(folder)) {
            write(&out.join("theme").join(path), &file.bytes)?;
        }
    }
    for pack in &print.packs {
        let folder = out.join(&pack.board.id);
        write(&folder.join("data.json"), &data::packs(cx, print.edition, &[pack]))?;
        let template = if pack.layout == Layout::Sheet { "sheet" } else { "panels" };
        write(&folder.join("template"), template.as_bytes())?;
    }
    Ok(())
}

fn write(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    fs::create_dir_all(path.parent().unwrap_or(path))?;
    fs::write(path, bytes)
}
