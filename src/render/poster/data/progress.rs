//! The data of `progress.typ` and `report.typ`: the campaign as the pages have it.

use serde::Serialize;

use super::{CodeData, SizeData, TypeData, code, root, size, type_data};
use crate::model::campaign::{Campaign, Figure};
use crate::model::config::Ink;
use crate::model::edition::Edition;
use crate::plan::progress::Poster;
use crate::render::Context;
use crate::render::campaign::{self, ChartView, PartView, Words, series};
use crate::render::progress::{CheckView, check_view};

#[derive(Serialize)]
struct ProgressRoot<'a> {
    progress: ProgressData<'a>,
}

#[derive(Serialize)]
struct ProgressData<'a> {
    page: SizeData,
    pages: usize,
    #[serde(rename = "type")]
    sizes: TypeData,
    code: CodeData<'a>,
    campaign: CampaignData<'a>,
    areas: Vec<AreaData<'a>>,
    charts: Vec<ChartView>,
    fictional: bool,
}

#[derive(Serialize)]
struct ReportRoot<'a> {
    report: ReportData<'a>,
}

#[derive(Serialize)]
struct ReportData<'a> {
    short: &'a str,
    date: String,
    campaign: CampaignData<'a>,
    areas: Vec<AreaData<'a>>,
    /// Of no single area.
    charts: Vec<ChartView>,
    parts: Vec<PartView>,
    /// Standing pages that explain the work: title and address.
    pages: Vec<[String; 2]>,
}

#[derive(Serialize)]
struct CampaignData<'a> {
    title: &'a str,
    source: Option<&'a str>,
    as_of: Option<&'a str>,
    intro: Option<&'a str>,
    count: usize,
}

#[derive(Serialize)]
struct AreaData<'a> {
    name: &'a str,
    text: Option<&'a str>,
    state: Option<String>,
    lead: Option<FigureData<'a>>,
    figures: Vec<FigureData<'a>>,
    charts: Vec<ChartView>,
    checks: Vec<CheckView>,
}

#[derive(Serialize)]
struct FigureData<'a> {
    indicator: &'a str,
    value: String,
    qualifier: Option<&'a str>,
    unit: &'a str,
    period: Option<&'a str>,
    source: &'a str,
    target: Option<&'a str>,
    note: Option<&'a str>,
}

/// The data of `progress.typ`.
pub fn progress(cx: Context, edition: &Edition, campaign: &Campaign, poster: &Poster) -> Vec<u8> {
    let words = words(cx);
    let series = campaign.series.iter().enumerate().map(|(at, one)| series::chart(words, at, one).into());
    let mut charts: Vec<ChartView> = series.collect();
    let mut fictional = campaign.series.iter().any(|series| series.fictional);
    // The first drawing of each part; the report has all.
    for part in campaign.parts() {
        let view = campaign::part(words, campaign, part);
        let first = view.sections.into_iter().find_map(|section| section.charts.into_iter().next());
        fictional |= view.fictional && first.is_some();
        charts.extend(first);
    }
    let progress = ProgressData {
        page: size(&poster.paper),
        pages: poster.pages,
        sizes: type_data(poster.sizes),
        code: code(&poster.code, true),
        campaign: campaign_data(campaign),
        areas: areas(words, campaign),
        charts,
        fictional,
    };
    root(cx, poster.ink, Some(edition), ProgressRoot { progress })
}

/// The data of `report.typ`.
pub fn report(cx: Context, edition: &Edition, campaign: &Campaign, short: &str) -> Vec<u8> {
    let words = words(cx);
    let shared = campaign.series.iter().enumerate().filter(|(_, series)| series.area.is_none());
    let site = cx.site;
    let base = site.config.base_url.short();
    let report = ReportData {
        short,
        date: words.date(site.today),
        campaign: campaign_data(campaign),
        areas: areas(words, campaign),
        charts: shared.map(|(at, one)| series::chart(words, at, one).into()).collect(),
        parts: campaign.parts().map(|part| campaign::part(words, campaign, part)).collect(),
        pages: site
            .pages
            .iter()
            .filter(|page| page.campaign)
            .map(|page| [page.title.clone(), format!("{base}/p/{}", page.slug)])
            .collect(),
    };
    root(cx, Ink::Saving, Some(edition), ReportRoot { report })
}

fn words(cx: Context<'_>) -> Words<'_> {
    Words { messages: cx.theme.messages(cx.site.lang), lang: cx.site.lang, today: cx.site.today }
}

fn campaign_data(campaign: &Campaign) -> CampaignData<'_> {
    CampaignData {
        title: &campaign.title,
        source: campaign.source.as_deref(),
        as_of: campaign.as_of.as_deref(),
        intro: campaign.intro.as_deref(),
        count: campaign.figures.len(),
    }
}

fn areas<'a>(words: Words, campaign: &'a Campaign) -> Vec<AreaData<'a>> {
    let area = |at: usize| {
        let area = &campaign.areas[at];
        let own: Vec<&Figure> = campaign.figures.iter().filter(|figure| figure.area == at).collect();
        let lead = area.lead.map(|lead| &campaign.figures[lead]).or(own.first().copied());
        let charts = campaign.series.iter().enumerate().filter(|(_, series)| series.area == Some(at));
        let goals = series::goals(words, campaign, at).map(ChartView::from);
        AreaData {
            name: &area.name,
            text: area.text.as_deref(),
            state: series::state(words, campaign, at),
            lead: lead.map(figure),
            figures: own.into_iter().map(figure).collect(),
            charts: goals
                .into_iter()
                .chain(charts.map(|(at, one)| series::chart(words, at, one).into()))
                .collect(),
            checks: campaign
                .checks
                .iter()
                .filter(|check| campaign.figures[check.total].area == at)
                .map(|check| check_view(words, campaign, check))
                .collect(),
        }
    };
    (0..campaign.areas.len()).map(area).collect()
}

fn figure(figure: &Figure) -> FigureData<'_> {
    FigureData {
        indicator: &figure.indicator,
        value: figure.amount.grouped(),
        qualifier: figure.qualifier.as_deref(),
        unit: &figure.unit,
        period: figure.period.as_deref(),
        source: &figure.source,
        target: figure.target.as_deref(),
        note: figure.note.as_deref(),
    }
}
