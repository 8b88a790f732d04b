//! `Site` + `Theme` → `Plan`: every output path once, every link and code resolved, nothing rendered yet.

pub mod codes;
pub mod handouts;
pub mod hanging;
pub mod host;
pub mod links;
pub mod lock;
pub mod packs;
pub mod pages;
pub mod pictures;
pub mod press;
pub mod progress;
pub mod search;
pub mod sitemap;
pub mod tiles;

use std::borrow::Cow;
use std::collections::BTreeMap;

use self::handouts::{Handout, Notice};
use self::packs::Pack;
use self::pages::PageKind;
use self::pictures::{PictureJob, Pictures};
pub use self::press::Press;
use self::progress::CampaignPrint;
use self::search::Search;
use crate::diagnostic::{Code, Diagnostic};
use crate::inputs::Inputs;
use crate::model::Site;
use crate::model::article::Article;
use crate::model::edition::Edition;
use crate::parse::body::Body;
use crate::parse::campaign::spec::TableId;
use crate::quick::QuickMap;
use crate::source::Place;
use crate::theme::Theme;

/// All outputs of a build.
pub struct Plan<'s> {
    /// The site, by path under the web root.
    pub site: Vec<SiteJob<'s>>,
    /// The print jobs of one edition, if any is to be printed.
    pub print: Option<PrintPlan<'s>>,
    /// Names of the assets whose file names carry a hash.
    pub assets: Assets,
    pub search: Search<'s>,
}

/// One file of the site.
pub struct SiteJob<'s> {
    pub path: String,
    pub kind: SiteKind<'s>,
}

impl SiteJob<'_> {
    /// The article's text that the file shows, with the file that it stands in.
    pub fn text(&self) -> Option<(&str, &Body)> {
        match &self.kind {
            SiteKind::Page(PageKind::Article(article)) => Some((&article.path, &article.body)),
            SiteKind::Page(PageKind::Translation(_, _, text)) => Some((&text.path, &text.body)),
            _ => None,
        }
    }
}

/// What a file of the site is made from.
pub enum SiteKind<'s> {
    Page(PageKind<'s>),
    /// An alias: leads to a site path.
    Redirect {
        to: String,
        title: &'s str,
        place: &'s Place,
    },
    Feed,
    Sitemap(sitemap::Part),
    Robots,
    Calendar,
    Data(Data),
    Card(Card<'s>),
    /// A file of the search index.
    Search(search::File),
    Picture(PictureJob<'s>),
    Bytes(&'s [u8]),
}

/// The picture that a chat shows of a shared link.
#[derive(Debug, Clone, Copy)]
pub enum Card<'s> {
    Article(&'s Article),
    Edition(&'s Edition),
}

impl Card<'_> {
    /// Pixels, as chats and search engines ask for (Open Graph: 1.91 to 1).
    pub const SIZE: (u32, u32) = (1200, 630);

    /// Path under the web root.
    pub fn path(self) -> String {
        match self {
            Card::Article(article) => format!("a/{}/card.png", article.slug),
            Card::Edition(edition) => format!("e/{}/card.png", edition.id()),
        }
    }
}

/// The open data files.
#[derive(Debug, Clone, Copy)]
pub enum Data {
    FiguresJson,
    FiguresCsv,
    BoardsJson,
    BoardsCsv,
    EditionsJson,
    ArticlesJson,
    /// The campaign's rows.
    TableJson(TableId),
    TableCsv(TableId),
    /// What the campaign's tables mean.
    Package,
    Schema,
}

/// Paths of fingerprinted assets under the web root.
#[derive(Debug, Default)]
pub struct Assets {
    pub style: String,
    pub icon: String,
    /// By name: `search` for `web/search.js`.
    pub scripts: BTreeMap<String, String>,
    /// Further stylesheets, by name.
    pub styles: BTreeMap<String, String>,
    pub pictures: Pictures,
}

/// All that is printed for one edition.
pub struct PrintPlan<'s> {
    pub edition: &'s Edition,
    /// Only some of the boards; it goes to a folder of its own beside the complete print.
    pub part: bool,
    pub press: Option<Press>,
    /// In delivery order.
    pub packs: Vec<Pack<'s>>,
    /// What is handed out, with the complete print alone.
    pub handout: Option<Handout<'s>>,
    /// Urgent notices of today, one a paper; with the complete print alone.
    pub notices: Vec<Notice<'s>>,
    /// The campaign's posters and report, with the complete print alone.
    pub campaign: Option<CampaignPrint>,
    pub jobs: Vec<PrintJob>,
}

/// One file under `print/NNN/`.
pub struct PrintJob {
    pub path: String,
    pub kind: PrintKind,
}

/// What a print file is made from; numbers index the plan's packs.
pub enum PrintKind {
    /// A board's own file: its pages, and after panels its slip.
    Board(usize),
    /// All pages on one paper, in delivery order.
    Paper(Vec<usize>),
    /// All pages of packs that are cut up for smaller paper, in delivery order.
    Tiles(Vec<usize>),
    /// The slips of all boards, in delivery order.
    Slips,
    Leaflet,
    /// A picture for chats.
    Share,
    /// By number in the plan's notices.
    Notice(usize),
    /// By number in the campaign's posters.
    Progress(usize),
    /// The campaign on A4.
    Report,
    DeliveryPdf,
    DeliveryCsv,
}

impl PrintJob {
    /// The codes that a file carries, page by page; pages without a code are empty lists. `None` for what is no file
    /// of codes: delivery lists, and the picture for chats, which is no paper.
    pub fn codes<'p>(&self, print: &'p PrintPlan) -> Option<Vec<Vec<&'p codes::Code>>> {
        match &self.kind {
            PrintKind::Board(index) => {
                let pack = &print.packs[*index];
                let mut pages = pack.codes();
                if pack.layout != packs::Layout::Sheet && print.has_slips() {
                    pages.push(Vec::new());
                }
                print.tiled(pack).is_none().then_some(pages)
            }
            PrintKind::Paper(indices) => {
                Some(indices.iter().flat_map(|index| print.packs[*index].codes()).collect())
            }
            PrintKind::Slips => Some(vec![Vec::new(); print.packs.len()]),
            PrintKind::Leaflet => print.handout.as_ref().map(|handout| {
                let mut pages = vec![Vec::new(); handout.sides - 1];
                pages.push(vec![&handout.code]);
                pages
            }),
            PrintKind::Notice(index) => Some(vec![vec![&print.notices[*index].code]]),
            PrintKind::Progress(index) => print.campaign.as_ref().map(|campaign| {
                let poster = &campaign.posters[*index];
                vec![vec![&poster.code]; poster.pages]
            }),
            // On which tile a code comes to lie is known once the page is laid out.
            PrintKind::Tiles(_)
            | PrintKind::Share
            | PrintKind::Report
            | PrintKind::DeliveryPdf
            | PrintKind::DeliveryCsv => None,
        }
    }
}

/// What a run wants made.
#[derive(Debug, Clone, Default)]
pub struct Wants {
    pub site: bool,
    pub print: bool,
    /// Packs of this edition instead of the current one.
    pub edition: Option<u32>,
    /// The packs are for paper, not for looking at: their codes will hang somewhere for ever.
    pub printing: Option<Printing>,
}

/// What `print` is asked for beyond an edition.
#[derive(Debug, Clone, Default)]
pub struct Printing {
    /// Ids of boards; empty: all that hang.
    pub boards: Vec<String>,
    /// Only boards whose pages differ from what was last printed for this edition.
    pub changed_since: Option<u32>,
    /// What prints, where the pages are not for a printer that takes them as they are.
    pub press: Option<Press>,
}

impl Printing {
    /// Whether only some of the boards are printed.
    pub fn is_part(&self) -> bool {
        !self.boards.is_empty() || self.changed_since.is_some()
    }
}

pub fn plan<'s>(
    site: &'s Site,
    theme: &'s Theme,
    inputs: &'s Inputs,
    wants: &Wants,
) -> (Plan<'s>, Vec<Diagnostic>) {
    let mut diagnostics = Vec::new();
    let out = &mut diagnostics;
    let mut assets = pages::assets(theme);
    let used = pictures::plan(site, inputs, out);
    let has_search = wants.site && site.config.search;
    let search = if has_search { search::plan(site, theme) } else { Search::default() };
    let mut jobs = if wants.site { pages::plan(site, theme, inputs, (&assets, &used)) } else { Vec::new() };
    jobs.extend(search.jobs());
    assets.pictures = used.pictures;
    unique(&jobs, out);
    folders(&jobs, out);
    reserved(&jobs, out);
    icons(site, theme, out);
    let edition = match wants.edition {
        None => site.current_edition(),
        Some(number) => {
            let found = site.editions.iter().find(|edition| edition.number == number);
            if found.is_none() {
                let known: Vec<String> =
                    site.editions.iter().map(|edition| edition.number.to_string()).collect();
                out.push(
                    Code::NoSuchEdition.diagnostic().with("number", number).with("known", known.join(", ")),
                );
            }
            found
        }
    };
    let printing = wants.printing.as_ref();
    let print = edition.filter(|_| wants.print).and_then(|edition| packs::plan(site, edition, printing, out));
    if printing.is_some() {
        if print.is_none() && !out.iter().any(Diagnostic::is_error) {
            out.push(Code::NothingToPrint.diagnostic());
        }
        host::check(&site.config, out);
    }
    (Plan { site: jobs, print, assets, search }, diagnostics)
}

/// A file cannot stand where the folder of another must be.
fn folders(jobs: &[SiteJob], out: &mut Vec<Diagnostic>) {
    // Pages are in folders of their own, and stand in nobody's way.
    let own = jobs.iter().filter(|job| !job.path.ends_with("/index.html"));
    let mut files: QuickMap<&str, &SiteJob> = own.map(|job| (job.path.as_str(), job)).collect();
    for job in jobs {
        for (at, _) in job.path.match_indices('/') {
            if let Some(file) = files.remove(&job.path[..at]) {
                let code = Code::OutputInFolder;
                let found = place(&[file, job]).map_or_else(|| code.diagnostic(), |place| code.at(place));
                out.push(found.with("path", &file.path).with("other", &job.path));
            }
        }
    }
}

/// Where `serve` has pages of its own, which hide what a site has there.
const SERVED: [&str; 2] = ["_desk/", "_live/"];

fn reserved(jobs: &[SiteJob], out: &mut Vec<Diagnostic>) {
    let mut told = SERVED.map(|folder| (folder, false));
    for job in jobs {
        for (folder, told) in told.iter_mut().filter(|(folder, told)| !told && job.path.starts_with(folder)) {
            *told = true;
            out.push(Code::PathServed.diagnostic().with("path", &job.path).with("folder", *folder));
        }
    }
}

/// Where one of these files was asked for, if a text did.
fn place(jobs: &[&SiteJob]) -> Option<Place> {
    jobs.iter().find_map(|job| match job.kind {
        SiteKind::Redirect { place, .. } => Some(place.clone()),
        _ => None,
    })
}

/// A pictogram that an article names should be one of the theme's.
fn icons(site: &Site, theme: &Theme, out: &mut Vec<Diagnostic>) {
    for icon in site.articles().filter_map(|article| article.icon.as_ref()) {
        if !theme.icons().any(|known| known == icon.value) {
            let found = Code::UnknownIcon.at(icon.place.clone()).with("icon", &icon.value);
            let all = theme.icons().collect::<Vec<_>>().join(" ");
            out.push(found.with("known", all).suggest(&icon.value, theme.icons()));
        }
    }
}

/// Two sources must not want the same output. Paths are compared as a Windows host would.
fn unique(jobs: &[SiteJob], out: &mut Vec<Diagnostic>) {
    let mut seen = QuickMap::with_capacity_and_hasher(jobs.len(), Default::default());
    for job in jobs {
        let mut path = Cow::Borrowed(job.path.as_str());
        if path.bytes().any(|byte| byte.is_ascii_uppercase()) {
            path.to_mut().make_ascii_lowercase();
        }
        if let Some(first) = seen.insert(path, job) {
            let code = Code::OutputTwice;
            let found = place(&[job, first]).map_or_else(|| code.diagnostic(), |place| code.at(place));
            out.push(found.with("path", &job.path));
        }
    }
}
