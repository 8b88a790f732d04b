//! What a person sees of a build: stages and a bar while it runs, findings, a short table at the end.

use std::io::IsTerminal;
use std::sync::Mutex;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::Global;
use crate::diagnostic::{Diagnostic, Severity, human};
use crate::messages::Messages;
use crate::model::period::date_label;
use crate::pipeline::weigh::FIRST_VIEW;
use crate::pipeline::{Outcome, Paper, Progress, Proof, Request, Stage};
use crate::plan::pictures::BUDGET;

/// Stages with counts and a bar for the packs, on standard error; nothing where that is no terminal or with `-q`.
pub struct Terminal {
    /// Names of stages, where they are shown.
    messages: Option<&'static Messages>,
    bar: Mutex<Option<ProgressBar>>,
}

impl Terminal {
    pub fn new(global: &Global) -> Terminal {
        let is_shown = !global.quiet && std::io::stderr().is_terminal();
        Terminal { messages: is_shown.then(|| global.messages(None)), bar: Mutex::new(None) }
    }

    /// Takes the bar away.
    pub fn finish(&self) {
        if let Ok(mut bar) = self.bar.lock()
            && let Some(bar) = bar.take()
        {
            bar.finish_and_clear();
        }
    }
}

impl Progress for Terminal {
    fn stage(&self, stage: Stage, total: usize) {
        self.finish();
        let Some(messages) = self.messages else { return };
        let name = stage_name(stage, messages);
        let bar = ProgressBar::with_draw_target(Some(total as u64), ProgressDrawTarget::stderr());
        let template = match stage {
            Stage::Packs | Stage::Prove => "{msg:<12} [{bar:30}] {pos}/{len}",
            _ if total > 0 => "{msg:<12} {pos}/{len}",
            _ => "{msg:<12} …",
        };
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style.progress_chars("█▉ "));
        }
        bar.set_message(name);
        bar.tick();
        if let Ok(mut current) = self.bar.lock() {
            *current = Some(bar);
        }
    }

    fn step(&self, _: Stage) {
        if let Ok(bar) = self.bar.lock()
            && let Some(bar) = bar.as_ref()
        {
            bar.inc(1);
        }
    }
}

fn stage_name(stage: Stage, messages: &Messages) -> String {
    let key = match stage {
        Stage::Read => "stage_read",
        Stage::Check => "stage_check",
        Stage::Pages => "stage_pages",
        Stage::Packs => "stage_packs",
        Stage::Prove => "stage_prove",
        Stage::Publish => "stage_publish",
    };
    messages.cli(key, &[])
}

/// Every finding on standard error; with `-q` errors alone, notes only with `-v`.
pub fn diagnostics(outcome: &Outcome, messages: &Messages, global: &Global) {
    for found in outcome.diagnostics.iter().filter(|found| is_wanted(found, global)) {
        tell!("{}", human::render(found, &outcome.sources, messages, global.color()).trim_end());
        tell!("");
    }
}

/// Whether a finding is told: with `-q` errors alone, notes only with `-v`.
pub fn is_wanted(found: &Diagnostic, global: &Global) -> bool {
    match found.severity {
        Severity::Error => true,
        Severity::Warning => !global.quiet,
        Severity::Note => global.verbose,
    }
}

fn count(outcome: &Outcome, severity: Severity) -> usize {
    outcome.diagnostics.iter().filter(|found| found.severity == severity).count()
}

/// The last line of a build that published nothing.
pub fn failed(outcome: &Outcome, messages: &Messages) {
    let errors = count(outcome, Severity::Error).to_string();
    let warnings = count(outcome, Severity::Warning).to_string();
    tell!("{}", messages.cli("failed", &[("errors", &errors), ("warnings", &warnings)]));
}

/// The table at the end: what was made, how long it took, when it goes stale.
pub fn summary(outcome: &Outcome, request: &Request, time: Duration, messages: &Messages, global: &Global) {
    if global.quiet {
        return;
    }
    let totals = &outcome.totals;
    let mut rows: Vec<(&str, String)> = Vec::new();
    if request.wants.site {
        rows.push((
            "sum_pages",
            messages.cli(
                "sum_pages_of",
                &[("pages", &totals.pages.to_string()), ("files", &totals.files.to_string())],
            ),
        ));
    }
    if let Some(edition) = totals.edition {
        rows.push((
            "sum_packs",
            messages.cli(
                "sum_packs_of",
                &[("packs", &totals.packs.to_string()), ("edition", &edition.to_string())],
            ),
        ));
        let all: usize = totals.sheets.values().sum();
        let each: Vec<String> =
            totals.sheets.iter().map(|(paper, count)| format!("{paper} {count}")).collect();
        rows.push((
            "sum_printed",
            messages.cli("sum_printed_of", &[("sheets", &all.to_string()), ("papers", &each.join(" · "))]),
        ));
        rows.push(("sum_codes", codes(totals.codes, totals.proven, messages)));
    }
    rows.push(("sum_warnings", count(outcome, Severity::Warning).to_string()));
    let notes = count(outcome, Severity::Note);
    if notes > 0 && !global.verbose {
        rows.push(("sum_notes", messages.cli("sum_notes_of", &[("notes", &notes.to_string())])));
    }
    rows.push(("sum_time", format!("{:.2} s", time.as_secs_f64())));
    if let Some(date) = outcome.stale_on {
        rows.push(("sum_stale", date_label(date, messages.lang)));
    }
    for (key, value) in rows {
        say!("{} {value}", pad(&messages.cli(key, &[]), 12));
    }
    stages(outcome, messages, global);
    weights(outcome, messages);
    kept(outcome, messages);
}

/// With `-v`, how long each stage took.
pub fn stages(outcome: &Outcome, messages: &Messages, global: &Global) {
    for (stage, time) in outcome.times.iter().filter(|_| global.verbose) {
        say!("  {} {:>8.1} ms", pad(&stage_name(*stage, messages), 10), time.as_secs_f64() * 1000.0);
    }
}

/// What a phone fetches for the heaviest page of each kind, as gzip sends it.
fn weights(outcome: &Outcome, messages: &Messages) {
    if outcome.weights.is_empty() {
        return;
    }
    say!("{}", messages.cli("weights_title", &[]));
    let kb = |bytes: usize| format!("{:.1}", bytes as f64 / 1024.0);
    let head = [
        "weights_kind",
        "weights_pages",
        "weights_html",
        "weights_style",
        "weights_first",
        "weights_scripts",
        "weights_pictures",
    ];
    let cell =
        |text: &str, width: usize| format!("{}{text}", " ".repeat(width.saturating_sub(columns(text))));
    let row = |cells: [String; 7], end: &str| {
        let [kind, rest @ ..] = cells;
        let rest: String = rest.iter().map(|text| cell(text, 11)).collect();
        say!("  {}{rest}  {end}", pad(&kind, 10));
    };
    row(head.map(|key| messages.cli(key, &[])), &messages.cli("weights_heaviest", &[]));
    for weight in &outcome.weights {
        let over = weight.first_view() > FIRST_VIEW || weight.heaviest_picture > BUDGET;
        let cells = [
            weight.template.trim_end_matches(".html").to_owned(),
            weight.pages.to_string(),
            kb(weight.html),
            kb(weight.style),
            format!("{}{}", if over { "! " } else { "" }, kb(weight.first_view())),
            kb(weight.scripts),
            kb(weight.pictures),
        ];
        row(cells, &format!("/{}", weight.path.trim_end_matches("index.html")));
    }
}

/// Names the files of others that stay in the outputs.
fn kept(outcome: &Outcome, messages: &Messages) {
    if !outcome.foreign.is_empty() {
        say!("{}", messages.cli("kept_foreign", &[("files", &outcome.foreign.join(", "))]));
    }
}

/// The table of a proof: what was looked at, what was read, where the report is.
pub fn proof(outcome: &Outcome, proof: &Proof, time: Duration, messages: &Messages, global: &Global) {
    if global.quiet {
        return;
    }
    let mut rows = vec![
        ("sum_files", proof.report.files.len().to_string()),
        ("sum_proof_pages", proof.report.pages().to_string()),
        ("sum_proof_codes", proof.report.codes().to_string()),
        ("sum_faults", count(outcome, Severity::Error).to_string()),
    ];
    if let Some(path) = &proof.written {
        rows.push(("sum_report", path.display().to_string()));
    }
    rows.push(("sum_time", format!("{:.2} s", time.as_secs_f64())));
    for (key, value) in rows {
        say!("{} {value}", pad(&messages.cli(key, &[]), 12));
    }
}

/// Codes planned, and how many of them were read in the finished files.
fn codes(planned: usize, proven: Option<usize>, messages: &Messages) -> String {
    let proven = proven.map(|proven| messages.cli("sum_proven", &[("proven", &proven.to_string())]));
    format!("{planned}{}", proven.unwrap_or_default())
}

/// The table of a print: what there is to print and where, what was locked, what comes next.
pub fn printed(outcome: &Outcome, paper: &Paper, time: Duration, messages: &Messages, global: &Global) {
    if global.quiet {
        return;
    }
    let totals = &outcome.totals;
    let edition = totals.edition.unwrap_or_default().to_string();
    let boards = messages.cli("sum_packs_of", &[("packs", &totals.packs.to_string()), ("edition", &edition)]);
    let sheets: Vec<String> = paper
        .sheets
        .iter()
        .map(|(paper, sheets)| {
            messages.cli("sum_sheets_of", &[("paper", paper), ("sheets", &sheets.to_string())])
        })
        .collect();
    let locked = [("new", &*paper.new_codes.to_string()), ("known", &*paper.known_codes.to_string())];
    let rows = [
        ("sum_packs", boards),
        ("sum_sheets", sheets.join(&messages.cli("sum_separator", &[]))),
        ("sum_codes", codes(totals.codes, totals.proven, messages)),
        ("sum_locked", messages.cli("sum_locked_of", &locked)),
        ("sum_folder", paper.folder.display().to_string()),
        ("sum_warnings", count(outcome, Severity::Warning).to_string()),
        ("sum_time", format!("{:.2} s", time.as_secs_f64())),
    ];
    for (key, value) in rows {
        say!("{} {value}", pad(&messages.cli(key, &[]), 12));
    }
    stages(outcome, messages, global);
    kept(outcome, messages);
    if paper.tiled {
        say!("{}", messages.cli("print_next_tiles", &[]));
    }
    say!("{}", messages.cli("print_next", &[]));
}

/// Pads to a width in terminal columns: a Han character takes two.
fn pad(text: &str, width: usize) -> String {
    format!("{text}{}", " ".repeat(width.saturating_sub(columns(text))))
}

fn columns(text: &str) -> usize {
    text.chars().map(|c| if crate::parse::cjk::is_cjk(c) { 2 } else { 1 }).sum()
}
