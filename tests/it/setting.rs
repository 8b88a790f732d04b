//! How text is set on paper: peoples' scripts, Chinese punctuation and line breaks, pictures, and what does not fit.

use typst::layout::Abs;

use crate::harness::{Project, project, town};
use crate::layout::{self, Glyph, lines, pages, text};

const CO: &str = "content/articles/co.md";

/// The small project, its first article's poster text replaced.
fn small(markdown: &str) -> Project {
    project("small").write(
        CO,
        &format!("+++\ntitle = \"烤火取暖\"\n[taxonomies]\ntopics = [\"安全与急救\"]\n+++\n\n{markdown}\n"),
    )
}

/// The lines of the replaced text's panel.
fn panel(markdown: &str) -> Vec<Vec<Glyph>> {
    let document = pages(&small(markdown), "001");
    layout::article_pages(&document).swap_remove(0)
}

// Peoples' scripts

fn peoples() -> Project {
    project("small").overlay("peoples")
}

#[test]
fn a_board_that_lists_a_language_prints_the_translation_under_the_chinese() {
    let document = pages(&peoples(), "003");
    let page = &layout::article_pages(&document)[0];
    let at = |words: &str| {
        let found = page.iter().find(|line| text(line).contains(words));
        found.unwrap_or_else(|| panic!("no {words}"))
    };
    let (chinese, title, yi) = (at("第一条"), at("ꋧꃅꊽꌅꅍꄜꋊꄯꒉ"), at("ꋍꏢꏡꌠ"));
    assert!(chinese[0].y < title[0].y && title[0].y < yi[0].y);
    assert!(title[0].size > yi[0].size && chinese[0].size == yi[0].size, "fitted together");
    assert_eq!((chinese[0].family.as_str(), yi[0].family.as_str()), ("Noto Sans CJK SC", "Noto Sans Yi"));
    assert!(
        !page.iter().any(|line| text(line).contains("第二十五条")),
        "what stands after the mark is not printed"
    );
}

#[test]
fn other_boards_print_chinese_alone() {
    let document = pages(&peoples(), "001");
    let all: String =
        document.pages().iter().flat_map(|page| lines(&page.frame)).map(|line| text(&line)).collect();
    assert!(all.contains("第一条") && !all.contains('ꋍ'));
}

#[test]
fn a_sheet_says_where_the_translation_is() {
    let document = pages(&peoples(), "002");
    let page = lines(&document.pages()[0].frame);
    let line = page.iter().map(|line| text(line)).find(|line| line.contains('ꋧ')).unwrap();
    assert!(!page.iter().any(|line| text(line).contains('ꋍ')), "the text itself is not on the sheet");
    let address = "jk.example.com/a/declaration/ii";
    assert!(page.iter().any(|line| text(line).contains(address)), "{line}");
}

#[test]
fn every_letter_of_the_four_scripts_has_a_glyph_in_its_own_font() {
    let document = pages(&peoples(), "003");
    let all: Vec<Glyph> = document.pages().iter().flat_map(|page| layout::glyphs(&page.frame)).collect();
    assert!(all.iter().all(|glyph| !glyph.missing || glyph.c.is_whitespace() || glyph.c == '\u{200B}'));
    for (first, last, family, count) in [
        ('\u{A4D0}', '\u{A4FF}', "Noto Sans Lisu", 48),
        ('\u{1950}', '\u{197F}', "Noto Sans Tai Le", 35),
        ('\u{1980}', '\u{19DF}', "Noto Sans NewTaiLue", 83),
    ] {
        let mut own: Vec<&Glyph> = all.iter().filter(|glyph| (first..=last).contains(&glyph.c)).collect();
        assert!(own.iter().all(|glyph| glyph.family == family), "{family}");
        own.sort_by_key(|glyph| glyph.c);
        own.dedup_by_key(|glyph| glyph.c);
        assert_eq!(own.len(), count, "{family}");
    }
}

#[test]
fn scripts_without_spaces_break_within_the_line() {
    // The letters in the order of the chart, several times over: far more than a line holds.
    let letters =
        |first: u32, last: u32| (first..=last).filter_map(char::from_u32).collect::<String>().repeat(6);
    for (tag, text) in
        [("tdd", letters(0x1950, 0x196D)), ("khb", letters(0x1980, 0x19AB)), ("ii", letters(0xA000, 0xA028))]
    {
        let project = peoples().write(
            &format!("content/articles/alphabets.{tag}.md"),
            &format!("+++\ntitle = \"A\"\n+++\n\n{text}\n"),
        );
        let document = pages(&project, "003");
        let page = layout::article_pages(&document).pop().unwrap();
        let right = Abs::mm(297.0 - 20.0);
        let widest = page.into_iter().flatten().map(|glyph| glyph.x + glyph.advance).fold(0.0, f64::max);
        assert!(widest < right.to_pt() + 1.0, "{tag}: {widest} of {}", right.to_pt());
    }
}

#[test]
fn a_translation_that_does_not_fit_is_blamed_in_its_own_file() {
    let yi = "ꊿꂷꃅꄿꐨꐥ，ꌅꅍꀂꏽꐯꒈꃅꐥꌐ。".repeat(200);
    let outcome = peoples()
        .write("content/articles/declaration.ii.md", &format!("+++\ntitle = \"ꋧꃅꊽꌅꅍ\"\n+++\n\n{yi}\n"))
        .build();
    assert_eq!(outcome.code, 1);
    assert_eq!(outcome.stderr.matches("error[text-overflow]").count(), 1, "{}", outcome.stderr);
    assert!(outcome.stderr.contains("declaration.ii"), "{}", outcome.stderr);
    assert!(outcome.stderr.contains("content/articles/declaration.ii.md:5:"), "{}", outcome.stderr);
}

#[test]
fn a_letter_that_no_font_has_is_an_error_in_a_translation_too() {
    let outcome = peoples()
        .write("content/articles/declaration.ii.md", "+++\ntitle = \"ꋧꃅ\"\n+++\n\nꊿꂷ\u{16F00}。\n")
        .build();
    assert_eq!(outcome.code, 1);
    assert!(outcome.stderr.contains("error[missing-glyph]"), "{}", outcome.stderr);
    assert!(outcome.stderr.contains("content/articles/declaration.ii.md:5:3"), "{}", outcome.stderr);
}

#[test]
fn a_translation_that_is_not_there_is_a_note() {
    peoples().run(&["-v", "build"]).succeeds().says("translation-missing");
}

// Pictures

#[test]
fn a_picture_with_too_few_pixels_is_warned_of_once_with_the_pixels_it_needs() {
    let png = include_bytes!("../cases/markdown/content/articles/everything/photo.png");
    let outcome = small("![照片](photo.png)").bytes("content/articles/photo.png", png).build().succeeds();
    assert_eq!(outcome.stderr.matches("warning[image-coarse]").count(), 1, "{}", outcome.stderr);
    outcome.says("image-coarse");
}

// What does not fit

#[test]
fn an_overflow_points_at_the_words_that_do_not_fit() {
    let sentences: String = (1..=220).map(|n| format!("第{n}句话不长也不短。")).collect();
    let outcome = small(&sentences).build();
    assert_eq!(outcome.code, 1);
    assert_eq!(outcome.stderr.matches("error[text-overflow]").count(), 1, "{}", outcome.stderr);
    let (_, column) = outcome.stderr.split_once("content/articles/co.md:7:").unwrap();
    let column: usize = column.lines().next().unwrap().trim().parse().unwrap();
    let over = outcome.stderr.split("减少大约 ").nth(1).unwrap();
    let over: usize = over.split(' ').next().unwrap().parse().unwrap();
    let characters = sentences.chars().count();
    assert_eq!(column - 1, characters - over, "the mark stands where the excess begins");
    // And the excess is right: that much shorter, and a little, fits.
    let kept: String = sentences.chars().take(characters - over - over / 20).collect();
    small(&kept).build().succeeds();
}

#[test]
fn on_a_sheet_the_long_article_is_blamed_and_its_short_neighbours_are_not() {
    let long = "这一句话是为了占地方才写的，没有别的意思。".repeat(150);
    let outcome = small(&long).build();
    assert_eq!(outcome.code, 1);
    for slug in ["quit", "fireworks"] {
        let blamed = format!("文章 `{slug}` 太长");
        assert!(!outcome.stderr.contains(&blamed), "{}", outcome.stderr);
    }
    assert!(outcome.stderr.contains("文章 `co` 太长"), "{}", outcome.stderr);
}

#[test]
fn raw_html_that_paper_leaves_out_is_warned_of() {
    let allowed = "[markdown]\nraw_html = true\n\n[rules]\n";
    let outcome = small("<div>只有网页上有</div>\n\n印的。\n\n<!-- more -->\n\n<div>不印</div>")
        .edit("banbao.toml", "[rules]\n", allowed)
        .build()
        .succeeds();
    assert_eq!(outcome.stderr.matches("warning[html-not-printed]").count(), 1, "{}", outcome.stderr);
    outcome.says("html-not-printed");
    assert!(outcome.stderr.contains("content/articles/co.md:7:1"), "{}", outcome.stderr);
}

#[test]
fn a_footnote_without_a_text_is_warned_of() {
    let outcome =
        small("窗户留缝[^缝]，睡前灭火[^火]，写 \\[^字] 也行。\n\n[^火]: 灭透。").build().succeeds();
    assert_eq!(outcome.stderr.matches("warning[footnote-undefined]").count(), 1, "{}", outcome.stderr);
    outcome.says("footnote-undefined");
    assert!(outcome.stderr.contains("content/articles/co.md:7:5"), "{}", outcome.stderr);
}

#[test]
fn nesting_that_no_reader_follows_is_an_error_and_not_a_crash() {
    for deep in [
        format!("{}底", "> ".repeat(5000)),
        format!("{}底", "- ".repeat(3000)),
        format!("{}底{}", "*左 **右 ".repeat(20), "右** 左*".repeat(20)),
    ] {
        let outcome = small(&deep).build();
        assert_eq!(outcome.code, 1, "{}", outcome.stderr);
        assert!(outcome.stderr.contains("error[nested-too-deep]"), "{}", outcome.stderr);
    }
    small(&format!("{}底", "> ".repeat(17))).build().fails_with("nested-too-deep");
}

// Chinese

const CLOSING: &str = "，。、；：？！）》〉」』】〕”’…％";
const OPENING: &str = "（《〈「『【〔“‘";

fn is_han(c: char) -> bool {
    ('\u{4E00}'..='\u{9FFF}').contains(&c)
}

#[test]
fn no_line_of_the_town_begins_with_closing_punctuation_or_ends_with_opening() {
    let boards = layout::boards(&town(), |id| ["001", "003", "006", "010", "011"].contains(&id));
    let mut seen = 0;
    for (id, laid) in boards {
        let (document, _) = laid.unwrap();
        for line in document.pages().iter().flat_map(|page| lines(&page.frame)) {
            let words = text(&line);
            let words = words.trim();
            let (first, last) = (words.chars().next(), words.chars().last());
            assert!(!first.is_some_and(|c| CLOSING.contains(c)), "board {id}: {words}");
            assert!(!last.is_some_and(|c| OPENING.contains(c)), "board {id}: {words}");
            seen += 1;
        }
    }
    assert!(seen > 300, "{seen} lines");
}

#[test]
fn no_paragraph_ends_with_a_line_of_one_character() {
    // Every length up to four lines, so that every remainder occurs, a paragraph each.
    for length in 12..80 {
        let words: String = "出门进屋先洗手吃饭喝水要烧开".chars().cycle().take(length).collect();
        let page = panel(&format!("{words}。"));
        let body: Vec<&Vec<Glyph>> = page
            .iter()
            .filter(|line| line.iter().all(|glyph| words.contains(glyph.c) || glyph.c == '。'))
            .collect();
        let last = body.iter().rfind(|line| line.last().unwrap().c == '。').unwrap();
        let han = last.iter().filter(|glyph| is_han(glyph.c)).count();
        assert!(han > 1, "{length}: {}", text(last));
    }
}

#[test]
fn full_lines_are_whole_ems_and_no_gap_opens_between_characters() {
    let words = "出门进屋先洗手吃饭喝水要烧开".repeat(20);
    let page = panel(&words);
    let body: Vec<&Vec<Glyph>> =
        page.iter().filter(|line| line.iter().all(|glyph| words.contains(glyph.c))).collect();
    assert!(body.len() > 5);
    let counts: Vec<usize> = body.iter().map(|line| line.len()).collect();
    assert!(counts[..counts.len() - 2].iter().all(|count| *count == counts[0]), "{counts:?}");
    for glyph in body[..body.len() - 2].iter().flat_map(|line| line.iter()) {
        assert!((glyph.advance / glyph.size - 1.0).abs() < 0.01, "{glyph:?}");
    }
    assert!((15..=30).contains(&counts[0]), "{} characters a line", counts[0]);
}

#[test]
fn adjacent_punctuation_is_squeezed() {
    let page = panel("他说：“先开窗。”然后（轻轻地）（慢慢地）走。");
    let line = page.iter().find(|line| text(line).contains('“')).unwrap();
    let widths = |pair: &str| {
        let at = text(line).chars().collect::<Vec<_>>();
        let wanted: Vec<char> = pair.chars().collect();
        let at = at.windows(2).position(|window| window == wanted).unwrap_or_else(|| panic!("{pair}"));
        // From the first's left edge to where the second ends.
        (line[at + 1].x + line[at + 1].advance - line[at].x) / line[at].size
    };
    for pair in ["：“", "。”", "）（"] {
        assert!(widths(pair) < 1.6, "{pair} takes {} em", widths(pair));
    }
}

#[test]
fn a_quarter_em_stands_between_han_and_latin() {
    for words in ["每天吃盐5克以内", "每天吃盐 5 克以内"] {
        let page = panel(words);
        let line = page.iter().find(|line| text(line).contains("每天吃盐")).unwrap();
        let edges: Vec<(f64, f64)> = line
            .iter()
            .filter(|glyph| !glyph.c.is_whitespace())
            .map(|glyph| {
                (
                    glyph.x,
                    glyph.x + if is_han(glyph.c) { glyph.size } else { glyph.advance.min(0.6 * glyph.size) },
                )
            })
            .collect();
        let gap = (edges[4].0 - edges[3].1) / line[0].size;
        assert!((0.15..0.35).contains(&gap), "{words}: {gap} em");
    }
}

#[test]
fn bold_is_a_font_of_its_own() {
    let page = panel("平时不用**加粗**的字");
    let line = page.iter().find(|line| text(line).contains("平时不用")).unwrap();
    let bold: String = line.iter().filter(|glyph| glyph.bold).map(|glyph| glyph.c).collect();
    assert_eq!(bold, "加粗");
}

#[test]
fn steps_are_spread_evenly_over_the_columns_of_a_sheet() {
    let steps: String =
        (1..=7).map(|n| format!("{n}. **记住**：第一要洗手，第二要开窗，第三要喝开水。\n")).collect();
    let document = pages(&small(&steps), "002");
    let heads = lines(&document.pages()[0].frame);
    let heads: Vec<&Vec<Glyph>> = heads.iter().filter(|line| text(line) == "记住").collect();
    assert_eq!(heads.len(), 7);
    let mut columns: std::collections::BTreeMap<i64, usize> = std::collections::BTreeMap::new();
    for head in heads {
        *columns.entry(head[0].x.round() as i64).or_default() += 1;
    }
    let (most, least) = (columns.values().max().unwrap(), columns.values().min().unwrap());
    assert!(columns.len() > 1 && most - least <= 1, "{columns:?}");
}
