//! Whatever Markdown an author writes: a poster holds it whole or says that it does not. It never clips, and ends.

use proptest::prelude::*;
use proptest::test_runner::{Config, FileFailurePersistence, RngAlgorithm, TestRng, TestRunner};
use typst::layout::Abs;
use typst_layout::PagedDocument;

use banbao::diagnostic::Code;

use crate::harness::{Project, project};
use crate::layout::{self, Glyph, Laid};

/// How many texts a run tries; `BANBAO_CASES` asks for so many new ones.
const CASES: u32 = 16;

// Texts

fn han() -> impl Strategy<Value = String> {
    const COMMON: &str = "的一是不了人在有我他这中大来上国个到说们为子和你地出道也时年得就那要下以生会自着去之过家学对可她里后小么心多天而能好都然没日于起还发成事只作当想看文无开手十用主行方又如前所本见经头面公同三已老从动两长知民样现分将外但身些与高意进把法此实回二理美点月明其种声全工己话儿者向情部正名定女问力机给等几很业最间新什打便位因重被走电四第门相次东政海口使教西再平真听世气信北少关并内加化由却代军产入先山五太水万市眼体别处总才场师书比住员九笑性通目华报立马命张活难神数件安表原车白应路期叫死常提感金何更反合放做系计或司利受光王果亲界及今京务制解各任至清物台象记边共风战干接它许八特觉望直服毛林题建南度统色字请交爱让认算论百吃义科怎元社术结六功指思非流每青管夫连远资队跟带花快条院变联言权往展该领传近留红治决周保达办运武半候七必城父强步完革深区即求品士转量空甚众技轻程告江语英基派满式李息写呢识极令黄德收脸钱党倒未持取设始版双历越史商千片容研像找友孩站广改议形委早房音火际则首单据导影失拿网香似斯专石若兵弟谁校读志飞观争究包组造落视济喜离虽坏";
    let characters: Vec<char> = COMMON.chars().collect();
    prop::collection::vec(prop::sample::select(characters), 1..14).prop_map(|all| all.into_iter().collect())
}

/// Words, storms of punctuation, addresses, marks that open and never close.
fn atom() -> impl Strategy<Value = String> {
    prop_oneof![
        8 => han(),
        3 => "[，。、；：？！“”‘’（）《》〈〉【】…—·～]{1,4}",
        1 => "[，。、；：？！“”‘’（）《》〈〉【】…—·～]{10,60}",
        2 => "[A-Za-z]{1,12}",
        1 => "[A-Za-z0-9.\\-]{20,90}",
        1 => "[!-~]{1,40}",
        1 => "[0-9]{1,9} ?(kg|mL|℃|%|mmHg|μg/m³)",
        1 => "[a-z]{3,40}(/[a-z0-9]{1,30}){0,4}".prop_map(|path| format!("<https://example.com/{path}>")),
        1 => (han(), "[a-z]{1,60}").prop_map(|(words, path)| format!("[{words}](https://example.com/{path})")),
        2 => (han(), "[，。：（）“”]{0,2}").prop_map(|(words, mark)| format!("**{words}{mark}**")),
        1 => han().prop_map(|words| format!("*{words}*")),
        1 => han().prop_map(|words| format!("~~{words}~~")),
        1 => "[a-z_.]{1,40}".prop_map(|code| format!("`{code}`")),
        1 => Just("[^注]".to_owned()),
        1 => Just("![图](photo.png)".to_owned()),
        1 => Just("\\\n".to_owned()),
        1 => Just("\n".to_owned()),
        1 => Just(" ".to_owned()),
        1 => Just("*_*_*_".to_owned()),
    ]
}

fn line() -> impl Strategy<Value = String> {
    prop::collection::vec(atom(), 1..9).prop_map(|atoms| atoms.concat())
}

/// Blocks in blocks, as deep as authors go and a little deeper.
fn block() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        6 => line(),
        1 => Just(String::new()),
        1 => (1..=6_usize, line()).prop_map(|(level, words)| format!("{} {}", "#".repeat(level), words.replace('\n', ""))),
        1 => "[ -~]{0,120}(\n[a-z ]{0,80}){0,5}".prop_map(|code| format!("```\n{}\n```", code.replace('`', ""))),
        1 => Just("---".to_owned()),
        1 => Just("![图](photo.png)".to_owned()),
        1 => (1..9_usize, 0..6_usize, prop::collection::vec(line(), 1..12)).prop_map(|(columns, rows, cells)| table(columns, rows, &cells)),
        1 => "<div>[a-z]{0,9}</div>",
    ];
    leaf.prop_recursive(5, 40, 7, |inner| {
        let items = prop::collection::vec(inner.clone(), 0..7);
        prop_oneof![
            3 => (prop::sample::select(vec![0_u32, 1, 9, 98, 123_456_789]), items.clone())
                .prop_map(|(start, items)| list(&items, |n| format!("{}. ", start + n))),
            2 => items.clone().prop_map(|items| list(&items, |_| "- ".to_owned())),
            1 => items.clone().prop_map(|items| quote("", &items)),
            2 => (prop::sample::select(vec!["NOTE", "TIP", "IMPORTANT", "WARNING", "CAUTION"]), items)
                .prop_map(|(kind, items)| quote(&format!("> [!{kind}]\n"), &items)),
        ]
    })
}

fn indented(text: &str, first: &str, others: &str) -> String {
    let lines = text.split('\n').enumerate();
    lines.map(|(n, line)| format!("{}{line}\n", if n == 0 { first } else { others })).collect()
}

fn list(items: &[String], mark: impl Fn(u32) -> String) -> String {
    let marked = (0..).zip(items).map(|(n, item)| (mark(n), item));
    marked.map(|(mark, item)| indented(item, &mark, &" ".repeat(mark.len()))).collect()
}

fn quote(head: &str, items: &[String]) -> String {
    format!("{head}{}", indented(&items.join("\n\n"), "> ", "> "))
}

fn table(columns: usize, rows: usize, cells: &[String]) -> String {
    let mut cells = cells.iter().cycle().map(|cell| cell.replace(['\n', '|'], ""));
    let mut row =
        || format!("|{}\n", cells.by_ref().take(columns).map(|cell| format!("{cell}|")).collect::<String>());
    let head = row();
    let body: String = (0..rows).map(|_| row()).collect();
    format!("{head}|{}\n{body}", "---|".repeat(columns))
}

fn article() -> impl Strategy<Value = (String, String)> {
    let title = prop_oneof![4 => han(), 1 => (han(), han()).prop_map(|(a, b)| format!("{a}，{b}")), 1 => "[A-Za-z]{1,30}"];
    (title, prop::collection::vec(block(), 1..9).prop_map(|blocks| blocks.join("\n\n")))
}

// Boards

/// Small and large, near and far, upright and lying.
const BOARDS: &str = "\
id,name,kind,village,place,width_cm,height_cm,format,sheet,distance_m,installed,retired,languages
001,甲,医院,集镇,门口,240,120,panels,,0.8,,,
002,乙,村委会,集镇,门口,70,100,sheet,60x90,1,,,
003,丙,村委会,集镇,门口,240,120,sheet,,1.5,,,
004,丁,村委会,集镇,门口,30,42,sheet,a3,1,,,
";

fn with(title: &str, body: &str) -> Project {
    let title = title.replace(['"', '\\'], "");
    let article =
        format!("+++\ntitle = \"{title}\"\ndescription = \"副题\"\n+++\n\n{body}\n\n[^注]: 注里的话。\n");
    project("small").write("content/boards.csv", BOARDS).write("content/articles/co.md", &article).bytes(
        "content/articles/photo.png",
        include_bytes!("../cases/markdown/content/articles/everything/photo.png"),
    )
}

/// Pages that hold everything within their edges; or findings that say what does not fit.
fn is_whole(board: &str, laid: &Laid) -> Result<(), String> {
    match laid {
        Ok((document, _)) => within_the_paper(board, document),
        Err(found) => {
            let errors: Vec<_> = found.iter().filter(|found| found.is_error()).collect();
            let said = |code| matches!(code, Code::TextOverflow | Code::TitleOverflow);
            match errors.iter().find(|error| !said(error.code)) {
                Some(other) => Err(format!("board {board}: {other:?}")),
                None => Ok(()),
            }
        }
    }
}

/// Nothing nearer to an edge than a printer reaches, and nothing over anything else.
fn within_the_paper(board: &str, document: &PagedDocument) -> Result<(), String> {
    let edge = Abs::mm(5.0).to_pt();
    for (number, page) in document.pages().iter().enumerate() {
        let (width, height) = (page.frame.width().to_pt(), page.frame.height().to_pt());
        let mut glyphs = layout::glyphs(&page.frame);
        glyphs.retain(|glyph| !glyph.c.is_whitespace() && glyph.advance > 0.0);
        let at =
            |what: &str, glyph: &Glyph| Err(format!("board {board}, page {}: {what}: {glyph:?}", number + 1));
        for glyph in &glyphs {
            let inside = glyph.x >= edge && glyph.x + glyph.advance <= width - edge;
            if !inside || glyph.y < edge || glyph.y > height - edge {
                return at(&format!("beyond the edge of {width}×{height}"), glyph);
            }
        }
        // The middle of each: punctuation is set closer than its box, and never as close as this.
        glyphs.sort_by(|a, b| a.x.total_cmp(&b.x));
        let middle = |glyph: &Glyph| {
            let (side, top) = (0.3 * glyph.advance, glyph.y - 0.6 * glyph.size);
            (glyph.x + side, glyph.x + glyph.advance - side, top, top + 0.4 * glyph.size)
        };
        for (index, glyph) in glyphs.iter().enumerate() {
            let (left, right, top, bottom) = middle(glyph);
            for other in glyphs[index + 1..].iter().take_while(|other| other.x < right) {
                let (others_left, others_right, others_top, others_bottom) = middle(other);
                let over =
                    others_left < right && left < others_right && others_top < bottom && top < others_bottom;
                // Squeezed punctuation gives up the empty half of its box.
                let squeezed =
                    glyph.y == other.y && !(glyph.c.is_alphanumeric() && other.c.is_alphanumeric());
                if over && !squeezed {
                    return at(&format!("{} lies over", other.c), glyph);
                }
            }
        }
    }
    Ok(())
}

#[test]
fn any_markdown_fits_or_is_said_not_to() {
    let asked = std::env::var("BANBAO_CASES").ok().and_then(|count| count.parse().ok());
    let config = Config {
        cases: asked.unwrap_or(CASES),
        // A text that once failed is tried first ever after.
        failure_persistence: Some(Box::new(FileFailurePersistence::Direct(
            "tests/it/properties.regressions",
        ))),
        max_shrink_iters: 400,
        ..Config::default()
    };
    // The same texts in every run, so that nobody's change fails by another's luck; new ones where they are asked for.
    let mut runner = match asked {
        Some(_) => TestRunner::new(config),
        None => TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha)),
    };
    runner
        .run(&article(), |(title, body)| {
            for (board, laid) in layout::boards(&with(&title, &body), |_| true) {
                is_whole(&board, &laid).map_err(TestCaseError::fail)?;
            }
            Ok(())
        })
        .unwrap();
}

#[test]
fn texts_that_once_hung_over_an_edge_do_not_again() {
    for body in [
        // Brackets and quotes keep to ideographs: one run of twenty ems.
        "1. ~~只&Ag;P+7[&G'{图]()[&GCa.Vq*{'^photo",
        // Punctuation keeps to the letters before it.
        "- # 0A0A0a!@0!aA!0A!0AAA!!aAA…“·（0000kg",
        // A number wider than its badge.
        "0. 123456789. 的\n   \n\n\n的",
        // Bold that never closes parts a run into single characters.
        "*_*_*_*_*_*_*_*_*_*_*_*_*_*_*_*_*_*_*_*_*_*_*_*_*_*_*_*_*_*_*_*_*_*_*_*_*_*_*_*_*_*_*_*_",
    ] {
        for (board, laid) in layout::boards(&with("的", body), |_| true) {
            assert_eq!(is_whole(&board, &laid), Ok(()), "{body}");
        }
    }
}

// Bounds

#[test]
fn a_text_that_no_page_could_hold_is_not_even_laid_out() {
    for body in ["字".repeat(400_000), "- \n".repeat(100_000), "1. 字\n".repeat(60_000)] {
        for (board, laid) in layout::boards(&with("太长", &body), |id| id != "003") {
            let found = laid.unwrap_err();
            assert!(found.iter().any(|found| found.code == Code::TextOverflow), "board {board}: {found:?}");
        }
    }
}
