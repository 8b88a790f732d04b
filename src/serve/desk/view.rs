//! State → what the desk's templates see: plain values and words, each page its own view.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde::Serialize;

use super::super::Work;
use super::super::finding::Shown;
use super::super::paths;
use super::super::state::{State, in_preparation};
use super::Desk;
use super::survey::{Board, File, Survey};
use crate::diagnostic::Severity;
use crate::messages::{Lang, Section, language_name};
use crate::model::Site;
use crate::model::edition::Edition;
use crate::model::period::date_label;
use crate::pipeline::Project;
use crate::publish::printed::Printed;

/// What a query asks for.
pub struct Asked {
    pub lang: Lang,
    /// The language, where it was asked for.
    chosen: Option<Lang>,
    edition: Option<u32>,
    village: String,
    format: String,
    /// Boards whose pages differ from what was printed.
    unprinted: bool,
    /// Whether the board's codes are to be decoded.
    proof: bool,
}

impl Asked {
    pub fn read(query: &str, usual: Lang) -> Asked {
        let chosen = Lang::from_tag(&paths::query(query, "lang"));
        Asked {
            lang: chosen.unwrap_or(usual),
            chosen,
            edition: paths::query(query, "edition").parse().ok(),
            village: paths::query(query, "village"),
            format: paths::query(query, "format"),
            unprinted: !paths::query(query, "unprinted").is_empty(),
            proof: !paths::query(query, "proof").is_empty(),
        }
    }

    /// The query that keeps what was chosen, for another edition or language where one is given.
    fn keep(&self, edition: Option<u32>, lang: Option<Lang>) -> String {
        let mut pairs = Vec::new();
        pairs.extend(edition.or(self.edition).map(|number| format!("edition={number}")));
        pairs.extend(lang.or(self.chosen).map(|lang| format!("lang={}", lang.tag())));
        if pairs.is_empty() { String::new() } else { format!("?{}", pairs.join("&")) }
    }
}

/// What every page of the desk gets beside its own view.
#[derive(Serialize)]
pub struct Root<'a, T: Serialize> {
    lang: &'static str,
    t: &'a Section,
    /// `home`, `boards`, `changes`.
    section: &'static str,
    site_name: String,
    today: String,
    /// The query of links that keep edition and language.
    keep: String,
    other_lang: Choice,
    edition: Option<EditionView>,
    editions: Vec<Choice>,
    status: Status,
    page: T,
}

/// A link to the same page with something else chosen.
#[derive(Serialize)]
struct Choice {
    name: String,
    href: String,
    tag: &'static str,
    current: bool,
}

#[derive(Serialize)]
struct EditionView {
    number: u32,
    title: String,
    period: String,
    /// `past`, `current`, `coming`.
    state: &'static str,
    articles: Vec<ArticleView>,
}

#[derive(Serialize)]
struct ArticleView {
    title: String,
    href: String,
    draft: bool,
}

/// Whether the site could be published.
#[derive(Serialize)]
struct Status {
    /// `wait`, `bad`, `good`.
    state: &'static str,
    errors: usize,
    warnings: usize,
    notes: usize,
    behind: bool,
    checking: bool,
}

fn root<'a, T: Serialize>(
    work: &'a Work,
    state: &State,
    asked: &Asked,
    section: &'static str,
    page: T,
) -> Root<'a, T> {
    let lang = asked.lang;
    let site = state.project.as_ref().map(|project| project.site());
    let edition = site.and_then(|site| chosen(site, asked));
    let other = if lang == Lang::ZhCn { Lang::En } else { Lang::ZhCn };
    Root {
        lang: lang.tag(),
        t: &work.messages(lang).desk,
        section,
        site_name: site.map(|site| site.config.name.clone()).unwrap_or_default(),
        today: date_label(work.today(), lang),
        keep: asked.keep(None, None),
        other_lang: Choice {
            name: language_name(other.tag()).to_owned(),
            href: asked.keep(None, Some(other)),
            tag: other.tag(),
            current: false,
        },
        editions: site.map(|site| editions(work, site, asked, edition)).unwrap_or_default(),
        edition: site.zip(edition).map(|(site, edition)| edition_view(site, edition, lang)),
        status: status(state),
        page,
    }
}

/// The edition that is asked for, else the one in preparation.
fn chosen<'s>(site: &'s Site, asked: &Asked) -> Option<&'s Edition> {
    let number = asked.edition;
    let found = site.editions.iter().find(|edition| Some(edition.number) == number);
    found.or_else(|| in_preparation(site))
}

/// The current edition and those to come: an old one is on paper already.
fn editions(work: &Work, site: &Site, asked: &Asked, shown: Option<&Edition>) -> Vec<Choice> {
    let from = site.current.unwrap_or(0);
    let offered = site.editions.iter().skip(from);
    let choice = |edition: &Edition| Choice {
        name: work.messages(asked.lang).desk("edition", &[("number", &edition.number.to_string())]),
        href: asked.keep(Some(edition.number), None),
        tag: site.edition_state(edition).name(),
        current: shown.is_some_and(|shown| shown.number == edition.number),
    };
    offered.map(choice).collect()
}

fn edition_view(site: &Site, edition: &Edition, lang: Lang) -> EditionView {
    let article = |article: &crate::model::article::Article| ArticleView {
        title: article.title.clone(),
        href: format!("/a/{}/", article.slug),
        draft: article.draft,
    };
    EditionView {
        number: edition.number,
        title: edition.title.clone(),
        period: edition.period.label(lang),
        state: site.edition_state(edition).name(),
        articles: site.edition_articles(edition).map(article).collect(),
    }
}

fn status(state: &State) -> Status {
    let findings = state.findings();
    let count = |severity| findings.iter().filter(|found| found.severity == severity).count();
    let errors = count(Severity::Error);
    let state_name = match errors {
        0 if state.checking => "wait",
        0 => "good",
        _ => "bad",
    };
    Status {
        state: state_name,
        errors,
        warnings: count(Severity::Warning),
        notes: count(Severity::Note),
        behind: state.is_behind(),
        checking: state.checking,
    }
}

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
    let drafts = site.into_iter().flat_map(|site| site.articles.values()).filter(|article| article.draft);
    let view = Home {
        findings: state.findings().into_iter().filter_map(|found| found.show(asked.lang)).collect(),
        boards: survey.as_ref().map_or(0, |survey| survey.boards.len()),
        codes: survey.iter().flat_map(|survey| &survey.boards).map(|board| board.codes.len()).sum(),
        sheets: sheets.into_iter().map(|(paper, count)| Sheets { paper, count }).collect(),
        files: survey
            .iter()
            .flat_map(|survey| survey.files.iter().map(|file| file_view(work, survey, file, asked)))
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

fn file_view(work: &Work, survey: &Survey, file: &File, asked: &Asked) -> FileView {
    let kind = file.path.rsplit('.').next().unwrap_or_default().to_uppercase();
    FileView {
        name: work.messages(asked.lang).desk(file.kind, &[("paper", &file.detail)]),
        href: format!("/_desk/print/{}/{}", survey.edition, paths::encode(&file.path)),
        kind,
    }
}

fn survey(desk: &Desk, state: &State, asked: &Asked) -> Option<Arc<Survey>> {
    let project = state.project.as_ref()?;
    let edition = chosen(project.site(), asked)?;
    Some(desk.surveys.of(project, edition.number))
}

#[derive(Serialize)]
pub struct Boards {
    boards: Vec<BoardView>,
    /// Of how many.
    all: usize,
    villages: Vec<Choice>,
    formats: Vec<Choice>,
    unprinted: bool,
    /// Ids of the boards that are shown, for decoding them one after another.
    ids: String,
    filtered: bool,
}

/// A board among others.
#[derive(Serialize)]
struct BoardView {
    #[serde(flatten)]
    board: Board,
    /// Against what was last printed: `same`, `differs`, `never`.
    printed: &'static str,
    proof: Option<ProofView>,
    href: String,
    file_href: String,
    site_href: String,
}

#[derive(Serialize)]
struct ProofView {
    good: bool,
    read: usize,
    codes: usize,
    line: String,
}

/// What was printed of an edition, by board.
struct Record(Option<Printed>);

impl Record {
    /// A record that can't be read is the business of `print`, which refuses it: here it is none.
    fn of(work: &Work, edition: u32) -> Record {
        let folder = work.options.root.join("print").join(format!("{edition:03}"));
        Record(Printed::read(&folder).ok().flatten())
    }

    fn state(&self, board: &Board) -> &'static str {
        match self.0.as_ref().and_then(|printed| printed.last("office", &board.id)) {
            Some(hash) if hash == board.fingerprint => "same",
            Some(_) => "differs",
            None => "never",
        }
    }
}

fn board_view(
    desk: &Desk,
    work: &Work,
    edition: u32,
    record: &Record,
    board: &Board,
    asked: &Asked,
) -> BoardView {
    let proven = desk.proofs.known(edition, board);
    let proof = proven.map(|proven| {
        let count = [("read", proven.read.to_string()), ("codes", proven.codes.to_string())];
        let args: Vec<(&str, &str)> = count.iter().map(|(key, value)| (*key, value.as_str())).collect();
        let key = if proven.is_good() { "proof_good" } else { "proof_bad" };
        let line = work.messages(asked.lang).desk(key, &args);
        ProofView { good: proven.is_good(), read: proven.read, codes: proven.codes, line }
    });
    BoardView {
        printed: record.state(board),
        proof,
        href: format!("/_desk/boards/{}/{}", paths::encode(&board.id), asked.keep(None, None)),
        file_href: format!("/_desk/print/{edition}/{}", paths::encode(&board.file)),
        site_href: format!("/b/{}/", paths::encode(&board.id)),
        board: board.clone(),
    }
}

pub fn boards<'a>(desk: &Desk, work: &'a Work, state: &State, asked: &Asked) -> Root<'a, Boards> {
    let survey = survey(desk, state, asked).unwrap_or_default();
    let record = Record::of(work, survey.edition);
    let words = work.messages(asked.lang);
    let mut shown: Vec<BoardView> = survey
        .boards
        .iter()
        .map(|board| board_view(desk, work, survey.edition, &record, board, asked))
        .collect();
    shown.retain(|view| {
        (asked.village.is_empty() || view.board.village == asked.village)
            && (asked.format.is_empty() || view.board.format == asked.format)
            && (!asked.unprinted || view.printed != "same")
    });
    let mut seen = BTreeSet::new();
    let villages = survey.boards.iter().filter(|board| seen.insert(board.village.clone()));
    let choice = |name: String, value: &str, chosen: &str| Choice {
        name,
        href: value.to_owned(),
        tag: "",
        current: value == chosen,
    };
    let view = Boards {
        all: survey.boards.len(),
        villages: villages
            .filter(|board| !board.village.is_empty())
            .map(|board| choice(board.village.clone(), &board.village, &asked.village))
            .collect(),
        formats: ["panels", "sheet"]
            .into_iter()
            .filter(|format| survey.boards.iter().any(|board| board.format == *format))
            .map(|format| choice(words.desk(&format!("format_{format}"), &[]), format, &asked.format))
            .collect(),
        unprinted: asked.unprinted,
        ids: shown.iter().map(|view| view.board.id.as_str()).collect::<Vec<_>>().join(" "),
        filtered: asked.unprinted || !asked.village.is_empty() || !asked.format.is_empty(),
        boards: shown,
    };
    root(work, state, asked, "boards", view)
}

#[derive(Serialize)]
pub struct OneBoard {
    board: BoardView,
    codes: Vec<CodeView>,
    /// What is wrong with its codes, where they were decoded.
    faults: Vec<Fault>,
    previous: Option<String>,
    next: Option<String>,
    prove_href: String,
}

#[derive(Serialize)]
struct CodeView {
    page: usize,
    url: String,
    opens: String,
    side_mm: f64,
    distance_m: f64,
    /// `unknown`, `read`, `lost`.
    state: &'static str,
}

#[derive(Serialize)]
struct Fault {
    message: String,
    help: Option<String>,
}

pub fn board<'a>(
    desk: &Desk,
    work: &'a Work,
    state: &State,
    asked: &Asked,
    id: &str,
) -> Option<Root<'a, OneBoard>> {
    let project: &Arc<Project> = state.project.as_ref()?;
    let survey = survey(desk, state, asked)?;
    let at = survey.boards.iter().position(|board| board.id == id)?;
    let board = &survey.boards[at];
    let edition = survey.edition;
    let proven = match asked.proof {
        true => desk.proofs.prove(work, project, edition, board),
        false => desk.proofs.known(edition, board),
    };
    let code = |code: &super::survey::Code| CodeView {
        page: code.page,
        url: code.url.clone(),
        opens: format!("/{}", paths::encode(&code.opens)),
        side_mm: code.side_mm,
        distance_m: code.distance_mm / 1000.0,
        state: match &proven {
            None => "unknown",
            Some(proven) if proven.urls.contains(&code.url) => "read",
            Some(_) => "lost",
        },
    };
    let fault =
        |shown: Shown| Fault { message: shown.message.to_owned(), help: shown.help.map(str::to_owned) };
    let faults = proven.iter().flat_map(|proven| &proven.findings).filter_map(|found| found.show(asked.lang));
    let keep = asked.keep(None, None);
    let link = |board: &Board| format!("/_desk/boards/{}/{keep}", paths::encode(&board.id));
    let joint = if keep.is_empty() { "?" } else { "&" };
    let view = OneBoard {
        codes: board.codes.iter().map(code).collect(),
        faults: faults.map(fault).collect(),
        previous: at.checked_sub(1).and_then(|at| survey.boards.get(at)).map(link),
        next: survey.boards.get(at + 1).map(link),
        prove_href: format!("{}{joint}proof=1", link(board)),
        board: board_view(desk, work, edition, &Record::of(work, edition), board, asked),
    };
    Some(root(work, state, asked, "boards", view))
}

#[derive(Serialize)]
pub struct ChangesView {
    /// Nothing where errors keep the site from being published.
    publishing: Option<PublishingView>,
    differing: Vec<BoardLink>,
    never: usize,
    same: usize,
    boards: usize,
}

#[derive(Serialize)]
struct PublishingView {
    first: bool,
    nothing: bool,
    lists: Vec<List>,
    others: usize,
}

/// Pages that came, changed or went.
#[derive(Serialize)]
struct List {
    /// `new`, `changed`, `gone`.
    kind: &'static str,
    /// Paths, as in addresses.
    pages: Vec<String>,
}

#[derive(Serialize)]
struct BoardLink {
    id: String,
    name: String,
    href: String,
}

pub fn changes<'a>(desk: &Desk, work: &'a Work, state: &State, asked: &Asked) -> Root<'a, ChangesView> {
    let survey = survey(desk, state, asked).unwrap_or_default();
    let record = Record::of(work, survey.edition);
    let of = |wanted: &str| survey.boards.iter().filter(|board| record.state(board) == wanted).count();
    let publishing = state.rehearsal.publishing.as_ref().map(|publishing| PublishingView {
        first: publishing.first,
        nothing: publishing.is_nothing(),
        lists: [("new", &publishing.new), ("changed", &publishing.changed), ("gone", &publishing.gone)]
            .into_iter()
            .filter(|(_, pages)| !pages.is_empty())
            .map(|(kind, pages)| List { kind, pages: pages.iter().map(|page| format!("/{page}")).collect() })
            .collect(),
        others: publishing.others,
    });
    let differing = survey.boards.iter().filter(|board| record.state(board) == "differs");
    let view = ChangesView {
        publishing,
        differing: differing
            .map(|board| BoardLink {
                id: board.id.clone(),
                name: board.name.clone(),
                href: format!("/_desk/boards/{}/{}", paths::encode(&board.id), asked.keep(None, None)),
            })
            .collect(),
        never: of("never"),
        same: of("same"),
        boards: survey.boards.len(),
    };
    root(work, state, asked, "changes", view)
}

/// Stands where a page's picture cannot be made, and never could.
pub fn placeholder(text: &str) -> String {
    let text = text.replace('&', "&amp;").replace('<', "&lt;");
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 320 452\" width=\"320\" height=\"452\">\
         <rect width=\"320\" height=\"452\" fill=\"#fdf0ed\"/>\
         <text x=\"160\" y=\"226\" text-anchor=\"middle\" font-size=\"30\" fill=\"#a01414\" \
         font-family=\"sans-serif\">{text}</text></svg>"
    )
}
