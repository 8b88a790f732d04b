//! The progress page's views: figures with unit and source, sums, charts.

use serde::Serialize;

use super::views::{LinkView, Viewer};
use crate::model::campaign::{Area, Campaign, Check, Figure, Series};

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
}

#[derive(Serialize)]
pub struct CheckView {
    pub holds: bool,
    pub text: String,
}

#[derive(Serialize)]
pub struct ChartView<'a> {
    pub title: &'a str,
    pub unit: &'a str,
    pub bars: Vec<BarView<'a>>,
    pub source: String,
}

#[derive(Serialize)]
pub struct BarView<'a> {
    pub label: &'a str,
    pub value: String,
    /// Of the largest, 0–1.
    pub share: f64,
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
    pub count: usize,
    pub figures: Vec<FigureView<'a>>,
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
    checks: Vec<CheckView>,
    charts: Vec<ChartView<'a>>,
    mechanisms: Vec<PageLink>,
    downloads: Vec<Download>,
}

#[derive(Serialize)]
pub struct AreaPage<'a> {
    area: AreaView<'a>,
    campaign: CampaignView<'a>,
    figures: Vec<FigureView<'a>>,
    charts: Vec<ChartView<'a>>,
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
    let figures: Vec<FigureView> =
        leads.skip(usize::from(campaign.areas.len() > 4)).take(4).map(|at| figure(campaign, at)).collect();
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
        checks: campaign.checks.iter().map(|check| check_view(viewer, campaign, check)).collect(),
        charts: campaign.series.iter().map(chart).collect(),
        mechanisms: mechanisms(viewer, campaign),
        downloads: vec![
            Download { label: viewer.say("download_csv", &[]), href: viewer.linker.href("api/figures.csv") },
            Download {
                label: viewer.say("download_json", &[]),
                href: viewer.linker.href("api/figures.json"),
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
        figures: (0..campaign.figures.len()).filter(own).map(|index| figure(campaign, index)).collect(),
        charts: campaign.series.iter().filter(|series| series.area == Some(at)).map(chart).collect(),
        checks: campaign
            .checks
            .iter()
            .filter(|check| own(&check.total))
            .map(|check| check_view(viewer, campaign, check))
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
        lead: lead.map(|index| figure(campaign, index)),
        count: own.len(),
        figures: own
            .iter()
            .filter(|index| Some(**index) != lead)
            .take(3)
            .map(|index| figure(campaign, *index))
            .collect(),
    }
}

fn figure(campaign: &Campaign, at: usize) -> FigureView<'_> {
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
    }
}

fn check_view(viewer: &Viewer, campaign: &Campaign, check: &Check) -> CheckView {
    let parts: Vec<String> = check.parts.iter().map(|at| campaign.figures[*at].amount.grouped()).collect();
    let unit = check.parts.first().map_or("", |at| &campaign.figures[*at].unit);
    let key = if check.holds { "check_sum" } else { "check_sum_fails" };
    let text = viewer.say(
        key,
        &[
            ("parts", &parts.join(" + ")),
            ("sum", &check.sum.grouped()),
            ("unit", unit),
            ("phrase", &campaign.figures[check.total].source),
        ],
    );
    CheckView { holds: check.holds, text }
}

fn chart(series: &Series) -> ChartView<'_> {
    let points = &series.points;
    let largest = points.iter().map(|point| point.amount.approximate()).fold(f64::MIN_POSITIVE, f64::max);
    let bars = points.iter().map(|point| BarView {
        label: &point.label,
        value: point.amount.grouped(),
        share: (point.amount.approximate() / largest * 1000.0).round() / 1000.0,
    });
    let sources: Vec<&str> = points.iter().filter_map(|point| point.source.as_deref()).collect();
    ChartView { title: &series.title, unit: &series.unit, bars: bars.collect(), source: sources.join("；") }
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
