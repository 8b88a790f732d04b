//! Diagnostics: what is wrong, where, and what to do, as plain data. Wording lives in the message catalogue, under the code.

mod fold;
pub mod human;
pub mod json;

use serde::{Deserialize, Serialize};

pub use self::fold::fold_boards;
use crate::source::{FileId, Place};

/// How bad a diagnostic is. Only errors stop publishing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Severity {
    Error,
    Warning,
    Note,
}

macro_rules! codes {
    ($($name:ident $text:literal $severity:ident,)*) => {
        /// The stable names of everything banbao can say about a project. They never change meaning.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code { $($name,)* }

        impl Code {
            /// Every code, for the catalogue's test and the list in the manual.
            pub const ALL: &[Code] = &[$(Code::$name,)*];

            /// The kebab-case name, as printed in brackets and used in `[rules]`.
            pub fn as_str(self) -> &'static str {
                match self { $(Code::$name => $text,)* }
            }

            /// The severity a code has unless `[rules]` says otherwise.
            pub fn severity(self) -> Severity {
                match self { $(Code::$name => Severity::$severity,)* }
            }
        }
    };
}

codes! {
    ConfigMissing "config-missing" Error,
    NotText "not-text" Error,
    NameNotText "name-not-text" Error,
    LinkOutside "symlink-outside" Error,
    LinkDangling "symlink-dangling" Error,
    TomlSyntax "toml-syntax" Error,
    FrontMatterMissing "front-matter-missing" Error,
    FrontMatterOpen "front-matter-unclosed" Error,
    FrontMatterNotToml "front-matter-not-toml" Error,
    UnknownField "unknown-field" Error,
    ForeignField "foreign-field" Note,
    MissingField "missing-field" Error,
    WrongType "wrong-type" Error,
    ImpossibleDate "impossible-date" Error,
    BadValue "bad-value" Error,
    BadUrl "bad-url" Error,
    ExpiresBeforeDate "expires-before-date" Error,
    UntilBeforeFrom "until-before-from" Error,
    DuplicateSlug "duplicate-slug" Error,
    BadSlug "bad-slug" Error,
    ReservedSlug "reserved-slug" Error,
    TranslationOrphan "translation-without-original" Error,
    BadLanguage "bad-language" Warning,
    FileIgnored "file-ignored" Warning,
    FileUnlinked "file-unlinked" Note,
    FileMisnamed "file-misnamed" Error,
    CommentOpen "comment-unclosed" Error,
    MoreMarker "more-marker" Warning,
    MarkdownSlip "markdown-slip" Warning,
    TableTwice "table-twice" Error,
    TableUnreadable "table-unreadable" Error,
    TablePassword "table-password" Error,
    SheetHidden "sheet-hidden" Error,
    UnknownTable "unknown-table" Warning,
    MissingColumn "missing-column" Error,
    UnknownColumn "unknown-column" Error,
    ColumnTwice "column-twice" Error,
    ColumnsPrivate "columns-private" Note,
    PrivateDeclared "private-column" Error,
    DeclaredMissing "declared-column-missing" Error,
    ExampleRow "example-row" Warning,
    CellError "cell-error" Error,
    FormulaEmpty "formula-without-result" Error,
    EmptyCell "empty-cell" Error,
    BadNumber "bad-number" Error,
    UnitInCell "unit-in-cell" Error,
    BadCellDate "bad-cell-date" Error,
    BadMonth "bad-month" Error,
    BadPeriod "bad-period" Error,
    BadChoice "bad-choice" Error,
    DateAhead "date-ahead" Warning,
    DatesSwapped "dates-swapped" Error,
    MoreAlike "more-alike" Warning,
    BadBoardId "bad-board-id" Error,
    DuplicateBoard "duplicate-board" Error,
    UnknownFormat "unknown-format" Error,
    BadSheet "bad-sheet" Error,
    BoardTooSmall "board-too-small" Error,
    EditionUnknownArticle "edition-unknown-article" Error,
    EditionArticleTwice "edition-article-twice" Error,
    EditionDraft "edition-draft-article" Error,
    DuplicateEdition "duplicate-edition" Error,
    OverlappingEditions "overlapping-editions" Error,
    EditionOver "edition-over" Warning,
    NoSuchEdition "no-such-edition" Error,
    NoSuchBoard "no-such-board" Error,
    NothingToPrint "nothing-to-print" Error,
    NeverPrinted "never-printed" Error,
    ExampleHost "example-host" Error,
    PlainHttp "plain-http" Warning,
    LockBroken "lock-broken" Error,
    LockedLost "locked-page-lost" Error,
    LockedDraft "locked-draft" Error,
    LockedBase "locked-base-url" Error,
    BoardRemoved "board-removed" Warning,
    BoardRenumbered "board-renumbered" Error,
    UnknownArea "unknown-area" Error,
    DuplicateArea "duplicate-area" Error,
    DuplicateFigure "duplicate-figure" Error,
    UnknownFigure "unknown-figure" Error,
    UnitsDiffer "units-differ" Error,
    UnknownVillage "unknown-village" Warning,
    MendedMore "mended-more-than-found" Error,
    DuplicateProblem "duplicate-problem" Error,
    RoundMonths "round-in-two-months" Error,
    VillageTwice "village-twice" Error,
    BadRank "bad-rank" Error,
    UnknownProblem "unknown-problem" Error,
    PeriodTwice "period-twice" Error,
    PeriodsDiffer "periods-differ" Error,
    UnknownSeries "unknown-series" Error,
    CorrectionDiffers "correction-differs" Warning,
    SumDisagrees "sum-disagrees" Warning,
    BrokenLink "broken-link" Error,
    BrokenFragment "broken-fragment" Error,
    BrokenImage "broken-image" Error,
    AudioMissing "audio-missing" Error,
    AudioFormat "audio-format" Error,
    ReplacementUnknown "replacement-unknown" Error,
    AltMissing "alt-missing" Error,
    ImageDamaged "image-damaged" Error,
    ImageHuge "image-huge" Error,
    ImageActive "image-active" Error,
    ImageHeavy "image-heavy" Warning,
    ImageAnimated "image-animated" Warning,
    RawHtml "raw-html" Warning,
    HtmlNotPrinted "html-not-printed" Warning,
    FootnoteUndefined "footnote-undefined" Warning,
    NestedTooDeep "nested-too-deep" Error,
    TranslationMissing "translation-missing" Note,
    TemplateError "template-error" Error,
    TypstError "typst-error" Error,
    PdfStandard "pdf-standard" Error,
    TileSeam "tile-seam" Error,
    ThemeFileMissing "theme-file-missing" Error,
    MissingGlyph "missing-glyph" Error,
    TextOverflow "text-overflow" Error,
    TitleOverflow "title-overflow" Error,
    ImageCoarse "image-coarse" Warning,
    OutsidePage "outside-page" Error,
    CodeTooSmall "code-too-small" Error,
    HandoutOverflow "handout-overflow" Error,
    HandoutCode "handout-code" Error,
    HandoutOutside "handout-outside" Error,
    CodeHeight "code-height" Warning,
    SheetLarger "sheet-larger-than-frame" Warning,
    UnknownIcon "unknown-icon" Warning,
    CodeMissing "code-missing" Error,
    UrlLong "url-long" Warning,
    ProofDamaged "proof-damaged" Error,
    ProofPages "proof-pages" Error,
    ProofMissing "proof-code-missing" Error,
    ProofUnreadable "proof-code-unreadable" Error,
    ProofForeign "proof-code-foreign" Error,
    ProofSize "proof-code-size" Error,
    ProofCovered "proof-code-covered" Error,
    ProofCrowded "proof-code-crowded" Error,
    ProofPaleCode "proof-code-pale" Error,
    ProofPaleText "proof-text-pale" Error,
    ProofNoPage "proof-code-opens-nothing" Error,
    ProofLocked "proof-code-locked-otherwise" Error,
    ProofFileMissing "proof-file-missing" Error,
    ProofUnknown "proof-unknown-file" Error,
    ProofNothing "proof-nothing-printed" Error,
    OutputTwice "output-twice" Error,
    OutputInFolder "output-in-the-way" Error,
    PathServed "output-hidden-by-serve" Warning,
    OutputForeign "output-not-ours" Error,
    OutputTaken "output-place-taken" Error,
    OutputMount "output-mount-point" Error,
    OutputHoldsMount "output-holds-mount" Error,
    OutputDangling "output-link-dangling" Error,
    OutputLink "output-link-broken" Error,
    OutputLeft "output-left-over" Warning,
    OutputTakesOver "output-takes-over" Warning,
    OutputEmptied "output-emptied" Error,
    RollbackDamaged "rollback-damaged" Error,
    NoSource "no-source" Warning,
    NoReviewer "no-reviewer" Warning,
    ArticleExpired "article-expired" Warning,
    ReviewAhead "review-in-the-future" Warning,
    EditionTopic "edition-without-topic" Warning,
    EditionEmpty "edition-empty" Warning,
    PosterEmpty "poster-empty" Warning,
    AlertEmpty "alert-empty" Warning,
    Placeholder "placeholder-text" Warning,
    NoCurrentEdition "no-current-edition" Warning,
    LiteracyCoverage "literacy-coverage" Warning,
    BannedPhrase "banned-phrase" Warning,
    PersonalId "personal-id" Error,
    PersonalPhone "personal-phone" Error,
}

/// A pointer into a source, with words of its own where the message needs them.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Label {
    pub place: Place,
    /// Key in the catalogue's `labels` table.
    pub key: Option<&'static str>,
}

/// One finding. Order of fields makes sorting by place possible in [`sort`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    pub code: Code,
    pub severity: Severity,
    /// What the catalogue's `{placeholders}` stand for.
    pub args: Vec<(&'static str, String)>,
    /// The first label is the primary one.
    pub labels: Vec<Label>,
}

impl Code {
    /// A finding without a place.
    pub fn diagnostic(self) -> Diagnostic {
        Diagnostic { code: self, severity: self.severity(), args: Vec::new(), labels: Vec::new() }
    }

    /// A finding at `place`.
    pub fn at(self, place: impl Into<Place>) -> Diagnostic {
        let mut diagnostic = self.diagnostic();
        diagnostic.labels.push(Label { place: place.into(), key: None });
        diagnostic
    }

    /// A finding about a file as a whole.
    pub fn in_file(self, file: FileId) -> Diagnostic {
        self.at(Place::File(file))
    }
}

impl Diagnostic {
    /// Gives the placeholder `{key}` its value.
    pub fn with(mut self, key: &'static str, value: impl ToString) -> Self {
        self.args.push((key, value.to_string()));
        self
    }

    /// Offers the nearest of `candidates` to `word` as `{suggestion}`, if any is near.
    pub fn suggest<'a>(self, word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Self {
        match nearest(word, candidates) {
            Some(found) => self.with("suggestion", found),
            None => self,
        }
    }

    /// A second place, explained by `labels.KEY` of the catalogue.
    pub fn label(mut self, place: impl Into<Place>, key: &'static str) -> Self {
        self.labels.push(Label { place: place.into(), key: Some(key) });
        self
    }

    pub fn severity(mut self, severity: Severity) -> Self {
        self.severity = severity;
        self
    }

    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}

/// The candidate nearest to `word`, near enough to be a slip of the hand.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    candidates
        .into_iter()
        .filter_map(|candidate| {
            let distance = strsim::damerau_levenshtein(word, candidate);
            // What both begin and end with, as in paths, says nothing about how alike they are.
            let differing = differing(word, candidate);
            let limit = (differing / 3).max(1) + usize::from(differing > 4);
            (distance <= limit).then_some((distance, candidate))
        })
        .min()
        .map(|(_, candidate)| candidate)
}

/// How many characters of `word` are left without the beginning and the end it shares with `other`.
fn differing(word: &str, other: &str) -> usize {
    let (word, other): (Vec<char>, Vec<char>) = (word.chars().collect(), other.chars().collect());
    let front = word.iter().zip(&other).take_while(|(a, b)| a == b).count();
    let back =
        word[front..].iter().rev().zip(other[front..].iter().rev()).take_while(|(a, b)| a == b).count();
    word.len() - front - back
}

/// Errors first, then by file and place, so that a run always speaks in the same order.
pub fn sort(diagnostics: &mut Vec<Diagnostic>) {
    fn key(found: &Diagnostic) -> impl Ord + '_ {
        let place = found.labels.first().map(|label| &label.place);
        (found.severity, place.map(Place::file), place, found.code, &found.args)
    }
    diagnostics.sort_by(|a, b| key(a).cmp(&key(b)));
    diagnostics.dedup();
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn a_slip_is_recognised_and_a_stranger_is_not() {
        assert_eq!(nearest("titel", ["title", "date"]), Some("title"));
        assert_eq!(nearest("banana", ["title", "date"]), None);
        assert_eq!(nearest("@/articles/quit.md", ["@/articles/co.md"]), None);
        assert_eq!(nearest("@/articles/qiut.md", ["@/articles/quit.md"]), Some("@/articles/quit.md"));
    }
}
