//! The progress page's views: figures with unit and source, sums, charts.

use serde::Serialize;

use super::campaign::{self as rows, ChartView, PartView, Words, series};
use super::views::{LinkView, NavView, Viewer};
use crate::model::campaign::part::Part;
use crate::model::campaign::{Area, Campaign, Check, Figure};

#[derive(Serialize)]
pub struct FigureView<'a> {
    pub id: &'a str,
    pub indicator: &'a str,
    /// With thousands separators, digits as the report prints them.
    pub value: String,
    pub qualifier: Option<&'a str>,
    pub unit: &'a str,
    pub period: Option<&'a str>,
    pub source: &'a str,
    pub as_of: Option<&'a str>,
    pub target: Option<&'a str>,
    pub note: Option<&'a str>,
    pub document: Option<&'a str>,
    /// When and why the published value was changed.
    pub corrections: Vec<String>,
    /// The page that says everything of it, at its place.
    pub href: String,
    /// The file it is in.
    pub data_href: String,
}

#[derive(Serialize)]
pub struct CheckView {
    pub holds: bool,
    pub text: String,
    /// The office's word on a disagreement.
    pub note: Option<String>,
}

/// The home page's glimpse.
#[derive(Serialize)]
pub struct Summary<'a> {
    pub title: &'a str,
    pub href: String,
    pub figures: Vec<FigureView<'a>>,
}

#[derive(Serialize)]
pub struct CampaignView<'a> {
    pub title: &'a str,
    pub source: Option<&'a str>,
    pub as_of: Option<&'a str>,
    pub intro: Option<&'a str>,
    pub count: usize,
    pub href: String,
}

#[derive(Serialize)]
pub struct AreaCard<'a> {
    pub name: &'a str,
    pub href: String,
    pub lead: Option<FigureView<'a>>,
    /// In a word: its goal reached, its plan late.
    pub state: Option<String>,
    pub count: usize,
    pub figures: Vec<FigureView<'a>>,
}

/// A part of the campaign on the overview: its numbers, and the way to all of it.
#[derive(Serialize)]
pub struct PartCard {
    pub href: String,
    #[serde(flatten)]
    pub part: PartView,
}

/// The page of one part.
#[derive(Serialize)]
pub struct RecordsPage<'a> {
    campaign: CampaignView<'a>,
    part: PartView,
    parts: Vec<NavView>,
    downloads: Vec<Download>,
}

#[derive(Serialize)]
pub struct PageLink {
    pub title: String,
    pub summary: String,
    pub href: String,
}

#[derive(Serialize)]
pub struct Download {
    pub label: String,
    pub href: String,
}

#[derive(Serialize)]
pub struct ProgressPage<'a> {
    campaign: CampaignView<'a>,
    areas: Vec<AreaCard<'a>>,
    /// What the current edition brought, and its name.
    changes: Vec<String>,
    parts: Vec<PartCard>,
    checks: Vec<CheckView>,
    charts: Vec<ChartView>,
    mechanisms: Vec<PageLink>,
    downloads: Vec<Download>,
}

#[derive(Serialize)]
pub struct AreaPage<'a> {
    area: AreaView<'a>,
    campaign: CampaignView<'a>,
    figures: Vec<FigureView<'a>>,
    charts: Vec<ChartView>,
    parts: Vec<NavView>,
    checks: Vec<CheckView>,
    previous: Option<NeighbourView<'a>>,
    next: Option<NeighbourView<'a>>,
}

#[derive(Serialize)]
struct AreaView<'a> {
    name: &'a str,
    text: Option<&'a str>,
    page: Option<LinkView>,
}

#[derive(Serialize)]
struct NeighbourView<'a> {
    name: &'a str,
    href: String,
}

/// The leading figures of the first areas that have them, for the home page.
pub fn summary<'a>(viewer: &Viewer<'a>) -> Option<Summary<'a>> {
    let campaign = viewer.cx.site.campaign.as_ref()?;
    // 基本情况 describes the town, not the work: the work's areas come first where there are enough.
    let leads = campaign.areas.iter().filter_map(|area| area.lead);
    let figures: Vec<FigureView> = leads
        .skip(usize::from(campaign.areas.len() > 4))
        .take(4)
        .map(|at| figure(viewer, campaign, at))
        .collect();
    (!figures.is_empty()).then(|| Summary {
        title: &campaign.title,
        href: viewer.linker.href("progress/"),
        figures,
    })
}

pub fn page<'a>(viewer: &Viewer<'a>, campaign: &'a Campaign) -> ProgressPage<'a> {
    let areas = (0..campaign.areas.len()).map(|at| card(viewer, campaign, at)).collect();
    ProgressPage {
        campaign: campaign_view(viewer, campaign),
        areas,
        checks: campaign.checks.iter().map(|check| check_view(words(viewer), campaign, check)).collect(),
        changes: changes(viewer, campaign),
        parts: campaign.parts().map(|part| part_card(viewer, campaign, part)).collect(),
        charts: all_series(viewer, campaign, None),
        mechanisms: mechanisms(viewer, campaign),
        downloads: vec![
            Download { label: viewer.say("download_csv", &[]), href: viewer.linker.href("api/figures.csv") },
            Download {
                label: viewer.say("download_json", &[]),
                href: viewer.linker.href("api/figures.json"),
            },
            Download {
                label: viewer.say("download_package", &[]),
                href: viewer.linker.href("api/datapackage.json"),
            },
        ],
    }
}

pub fn area<'a>(viewer: &Viewer<'a>, campaign: &'a Campaign, at: usize) -> AreaPage<'a> {
    let area = &campaign.areas[at];
    let own = |index: &usize| campaign.figures[*index].area == at;
    let beside = |at: Option<usize>| {
        let area: &Area = campaign.areas.get(at?)?;
        Some(NeighbourView { name: &area.name, href: viewer.linker.href(&format!("progress/{}/", area.id)) })
    };
    AreaPage {
        area: AreaView { name: &area.name, text: area.text.as_deref(), page: page_link(viewer, area) },
        campaign: campaign_view(viewer, campaign),
        figures: (0..campaign.figures.len())
            .filter(own)
            .map(|index| figure(viewer, campaign, index))
            .collect(),
        charts: {
            let goals = series::goals(words(viewer), campaign, at).map(ChartView::from);
            goals.into_iter().chain(all_series(viewer, campaign, Some(at))).collect()
        },
        parts: part_nav(viewer, campaign, None),
        checks: campaign
            .checks
            .iter()
            .filter(|check| own(&check.total))
            .map(|check| check_view(words(viewer), campaign, check))
            .collect(),
        previous: beside(at.checked_sub(1)),
        next: beside(Some(at + 1)),
    }
}

fn campaign_view<'a>(viewer: &Viewer, campaign: &'a Campaign) -> CampaignView<'a> {
    CampaignView {
        title: &campaign.title,
        source: campaign.source.as_deref(),
        as_of: campaign.as_of.as_deref(),
        intro: campaign.intro.as_deref(),
        count: campaign.figures.len(),
        href: viewer.linker.href("progress/"),
    }
}

fn card<'a>(viewer: &Viewer, campaign: &'a Campaign, at: usize) -> AreaCard<'a> {
    let area = &campaign.areas[at];
    let own: Vec<usize> =
        (0..campaign.figures.len()).filter(|index| campaign.figures[*index].area == at).collect();
    let lead = area.lead.or(own.first().copied());
    AreaCard {
        name: &area.name,
        href: viewer.linker.href(&format!("progress/{}/", area.id)),
        lead: lead.map(|index| figure(viewer, campaign, index)),
        state: series::state(words(viewer), campaign, at),
        count: own.len(),
        figures: own
            .iter()
            .filter(|index| Some(**index) != lead)
            .take(3)
            .map(|index| figure(viewer, campaign, *index))
            .collect(),
    }
}

fn figure<'a>(viewer: &Viewer, campaign: &'a Campaign, at: usize) -> FigureView<'a> {
    let figure: &Figure = &campaign.figures[at];
    FigureView {
        id: &figure.id,
        indicator: &figure.indicator,
        value: figure.amount.grouped(),
        qualifier: figure.qualifier.as_deref(),
        unit: &figure.unit,
        period: figure.period.as_deref(),
        source: &figure.source,
        as_of: figure.as_of.as_deref().or(campaign.as_of.as_deref()),
        target: figure.target.as_deref(),
        note: figure.note.as_deref(),
        document: campaign.source.as_deref(),
        corrections: figure
            .corrections
            .iter()
            .map(|one| {
                let date = viewer.date(one.date);
                let (was, now) = (one.was.grouped(), one.now.grouped());
                viewer.say(
                    "figure_corrected",
                    &[("date", &date), ("was", &was), ("now", &now), ("reason", &one.reason)],
                )
            })
            .collect(),
        href: {
            let page = viewer.linker.href(&format!("progress/{}/", campaign.areas[figure.area].id));
            format!("{page}#{}", figure.id)
        },
        data_href: viewer.linker.href("api/figures.csv"),
    }
}

/// A sum and the total it is held against, in words.
pub fn check_view(words: Words, campaign: &Campaign, check: &Check) -> CheckView {
    let parts: Vec<String> = check.parts.iter().map(|part| part.grouped()).collect();
    let key = if check.holds { "check_sum" } else { "check_sum_fails" };
    let text = words.say(
        key,
        &[
            ("parts", &parts.join(" + ")),
            ("sum", &check.sum.grouped()),
            ("unit", &check.unit),
            ("phrase", &campaign.figures[check.total].source),
        ],
    );
    CheckView { holds: check.holds, text, note: check.note.clone() }
}

fn words<'a>(viewer: &Viewer<'a>) -> Words<'a> {
    Words { messages: viewer.messages(), lang: viewer.lang, today: viewer.cx.site.today }
}

/// Charts of all series, or of those of one area.
fn all_series(viewer: &Viewer, campaign: &Campaign, area: Option<usize>) -> Vec<ChartView> {
    let all = campaign.series.iter().enumerate();
    all.filter(|(_, series)| area.is_none() || series.area == area)
        .map(|(at, series)| series::chart(words(viewer), at, series).into())
        .collect()
}

fn changes(viewer: &Viewer, campaign: &Campaign) -> Vec<String> {
    let Some(edition) = viewer.cx.site.current_edition() else { return Vec::new() };
    rows::changes(words(viewer), campaign, edition.period.start)
}

fn part_card(viewer: &Viewer, campaign: &Campaign, part: Part) -> PartCard {
    PartCard { href: viewer.linker.href(&part.path()), part: rows::summary(words(viewer), campaign, part) }
}

/// Links between the campaign's pages of rows.
fn part_nav(viewer: &Viewer, campaign: &Campaign, here: Option<Part>) -> Vec<NavView> {
    let link = |part: Part| NavView {
        title: viewer.say(&format!("part_{}", part.id()), &[]),
        href: viewer.linker.href(&part.path()),
        current: Some(part) == here,
    };
    campaign.parts().map(link).collect()
}

/// The page of one part.
pub fn records<'a>(viewer: &Viewer<'a>, campaign: &'a Campaign, part: Part) -> RecordsPage<'a> {
    let view = rows::part(words(viewer), campaign, part);
    let kinds = [("csv", "download_file_csv"), ("json", "download_file_json")];
    let download = |file: &str| {
        kinds.map(|(kind, key)| Download {
            label: viewer.say(key, &[("file", file)]),
            href: viewer.linker.href(&format!("api/{file}.{kind}")),
        })
    };
    RecordsPage {
        campaign: campaign_view(viewer, campaign),
        parts: part_nav(viewer, campaign, Some(part)),
        downloads: view.files.iter().flat_map(|file| download(file)).collect(),
        part: view,
    }
}

fn page_link(viewer: &Viewer, area: &Area) -> Option<LinkView> {
    let slug = area.page.as_ref()?;
    let page = viewer.cx.site.pages.iter().find(|page| page.slug == *slug)?;
    Some(LinkView { title: page.title.clone(), href: viewer.linker.href(&format!("p/{slug}/")) })
}

/// The standing pages that explain how the work is done: those that areas name, then the other pages of the campaign.
fn mechanisms(viewer: &Viewer, campaign: &Campaign) -> Vec<PageLink> {
    let named: Vec<&str> = campaign.areas.iter().filter_map(|area| area.page.as_deref()).collect();
    let site = viewer.cx.site;
    site.pages
        .iter()
        .filter(|page| page.campaign || named.contains(&page.slug.as_str()))
        .map(|page| PageLink {
            title: page.title.clone(),
            summary: page.description.clone().unwrap_or_default(),
            href: viewer.linker.href(&format!("p/{}/", page.slug)),
        })
        .collect()
}
