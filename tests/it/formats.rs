//! The formats of an edition beside panels and sheets: what each file holds, page by page.

use banbao::inputs;
use banbao::model::{self, Choices};
use banbao::parse;
use banbao::plan::{self, PrintPlan, Wants};
use banbao::theme;

use crate::harness::{Project, project};

/// Hands the print plan of a project's current edition to `look`.
fn planned<T>(project: &Project, look: impl FnOnce(&PrintPlan) -> T) -> T {
    let (mut inputs, _) = inputs::read(&project.path(""), "2026-11-23".parse().unwrap()).unwrap();
    let (raws, _) = parse::parse(&inputs);
    let (site, _) = model::build(raws, &inputs, Choices { drafts: false });
    let (theme, _) = theme::load(&site.config, &mut inputs);
    let wants = Wants { print: true, ..Wants::default() };
    let (plan, _) = plan::plan(&site, &theme, &inputs, &wants);
    look(plan.print.as_ref().unwrap())
}

/// The addresses that a file's codes open, a list a page.
fn codes(project: &Project, path: &str) -> Option<Vec<Vec<String>>> {
    planned(project, |print| {
        let job = print.jobs.iter().find(|job| job.path == path).unwrap();
        let pages = job.codes(print)?;
        Some(pages.into_iter().map(|page| page.into_iter().map(|code| code.url.clone()).collect()).collect())
    })
}

#[test]
fn every_page_of_every_file_has_the_codes_that_the_plan_says() {
    let small = project("small");
    let pages = codes(&small, "boards/001.pdf").unwrap();
    let own = "https://jk.example.com/b/001/";
    let strips = pages.iter().position(|page| page == &[own]).unwrap();
    assert!(pages[..strips].iter().all(Vec::is_empty), "the board's code stands on the strip's last page");
    let (slip, panels) = pages[strips + 1..].split_last().unwrap();
    assert!(panels.iter().all(|page| page.len() == 1 && page[0].contains("/a/")));
    assert!(slip.is_empty(), "the slip is for the person who hangs the pages");
    let merged = codes(&small, "jobs/a3.pdf").unwrap();
    assert_eq!(merged, pages[..pages.len() - 1], "a merged file has one paper size");
    assert_eq!(codes(&small, "jobs/a4.pdf").unwrap(), vec![Vec::<String>::new(); 2]);
    assert_eq!(codes(&small, "boards/002.pdf").unwrap(), [["https://jk.example.com/b/002/"]]);
    assert_eq!(codes(&small, "delivery.pdf"), None);
}

#[test]
fn codes_that_hang_out_of_reach_are_told_of() {
    let outcome =
        project("small").edit("content/boards.csv", "70,100,sheet,60x90", "120,240,sheet,120x240").build();
    outcome.succeeds().says("code-height");
}
