//! The desk's first page: whether the edition can be published, and what it comes to.

use serde::Serialize;

use super::super::Work;
use super::super::finding::Shown;
use super::super::paths;
use super::super::state::State;
use super::Desk;
use super::survey::{File, Survey};
use super::view::{ArticleView, Asked, Root, root, survey};
use crate::messages::Messages;

#[derive(Serialize)]
pub struct Home<'a> {
    findings: Vec<Shown<'a>>,
    boards: usize,
    codes: usize,
    sheets: Vec<Sheets>,
    files: Vec<FileView>,
    drafts: Vec<ArticleView>,
}

#[derive(Serialize)]
struct Sheets {
    paper: String,
    count: usize,
}

#[derive(Serialize)]
struct FileView {
    name: String,
    href: String,
    /// `PDF`, `PNG`, `CSV`.
    kind: String,
}

pub fn home<'a>(desk: &Desk, work: &'a Work, state: &'a State, asked: &Asked) -> Root<'a, Home<'a>> {
    let survey = survey(desk, state, asked);
    let site = state.project.as_ref().map(|project| project.site());
    let plan = survey.as_ref().and_then(|survey| state.project.as_ref()?.plan(survey.edition, &[]));
    let sheets = plan.map(|plan| plan.sheets()).unwrap_or_default();
    let drafts = site.into_iter().flat_map(|site| site.articles()).filter(|article| article.draft);
    let view = Home {
        findings: state.findings().into_iter().filter_map(|found| found.show(asked.lang)).collect(),
        boards: survey.as_ref().map_or(0, |survey| survey.boards.len()),
        codes: survey.iter().flat_map(|survey| &survey.boards).map(|board| board.codes.len()).sum(),
        sheets: sheets.into_iter().map(|(paper, count)| Sheets { paper, count }).collect(),
        files: survey
            .iter()
            .flat_map(|survey| survey.files.iter().map(|file| file_view(survey, file, asked)))
            .collect(),
        drafts: drafts
            .map(|article| ArticleView {
                title: article.title.clone(),
                href: format!("/a/{}/", article.slug),
                draft: true,
            })
            .collect(),
    };
    root(work, state, asked, "home", view)
}

fn file_view(survey: &Survey, file: &File, asked: &Asked) -> FileView {
    let kind = file.path.rsplit('.').next().unwrap_or_default().to_uppercase();
    FileView {
        name: Messages::embedded(asked.lang).desk(file.kind, &[("paper", &file.detail)]),
        href: format!("/_desk/print/{}/{}", survey.edition, paths::encode(&file.path)),
        kind,
    }
}
