//! One text, two outputs: Markdown as the web and as posters get it, and what a pack is made from.

use pulldown_cmark::{Event, Options, Parser, html};
use serde_json::{Value, json};

use banbao::inputs;
use banbao::model::{self, Choices};
use banbao::parse::{self, cjk, markdown};
use banbao::plan::{self, Wants};
use banbao::render::search::Index;
use banbao::render::shared::Shared;
use banbao::render::{Context, poster};
use banbao::theme;

use crate::harness::{Outcome, Project, project};

const CO: &str = "content/articles/co.md";
const EVERYTHING: &str = "content/articles/everything/index.md";

/// The small project, its first article's text replaced: the poster's part only.
fn text(markdown: &str) -> Project {
    let text =
        format!("+++\ntitle = \"烤火取暖\"\n[taxonomies]\ntopics = [\"安全与急救\"]\n+++\n\n{markdown}\n");
    project("small").write(CO, &text)
}

/// The boards' own data, as poster templates get it. PDFs hold glyphs, not texts: the words are looked at here.
fn poster(project: &Project, board: &str) -> Value {
    let (mut inputs, _) = inputs::read(&project.path(""), "2026-11-23".parse().unwrap(), 1).unwrap();
    let (raws, _) = parse::parse(&inputs, 1);
    let (site, _) = model::build(raws, &inputs, Choices::default());
    let (theme, _) = theme::load(&site, &mut inputs);
    let wants = Wants { print: true, ..Wants::default() };
    let (plan, _) = plan::plan(&site, &theme, &inputs, &wants);
    let cx = Context {
        site: &site,
        theme: &theme,
        assets: &plan.assets,
        search: &Index::default(),
        shared: &Shared::new(&site),
        base_url: site.config.base_url.as_str(),
    };
    let print = plan.print.as_ref().unwrap();
    let packs: Vec<_> = print.packs.iter().filter(|pack| pack.board.id == board).collect();
    serde_json::from_slice(&poster::data::packs(cx, print.edition, &packs)).unwrap()
}

/// The blocks that a poster prints of the replaced text.
fn blocks(project: &Project) -> Value {
    let data = poster(project, "001");
    let articles = data["packs"][0]["articles"].as_array().unwrap();
    articles.iter().find(|article| article["slug"] == "co").unwrap()["blocks"].clone()
}

/// The HTML of the replaced text, as the page's lead has it.
#[track_caller]
fn web(project: &Project) -> String {
    lead(&project.run(&["build", "--no-print"]).succeeds(), "co")
}

fn lead(outcome: &Outcome, slug: &str) -> String {
    let page = outcome.file(&format!("public/a/{slug}/index.html"));
    let (_, rest) = page.split_once("<section class=\"lead").unwrap();
    let (_, rest) = rest.split_once("</h2>").unwrap();
    rest.split_once("</section>").unwrap().0.trim().to_owned()
}

// Chinese

#[test]
fn bold_beside_full_width_punctuation_is_bold_in_both_outputs() {
    let cases = [
        ("**真，**她说", "真，", "<p><strong>真，</strong>她说</p>"),
        ("他说**“好”**吗", "“好”", "<p>他说<strong>“好”</strong>吗</p>"),
        ("请看**《指南》**第一页", "《指南》", "<p>请看<strong>《指南》</strong>第一页</p>"),
        ("**注意：**马上打120", "注意：", "<p><strong>注意：</strong>马上打120</p>"),
        ("先**（一）**后", "（一）", "<p>先<strong>（一）</strong>后</p>"),
        ("打**120。**别等", "120。", "<p>打<strong>120。</strong>别等</p>"),
        ("用**`120`**打", "120", "<p>用<strong><code>120</code></strong>打</p>"),
    ];
    for (markdown, bold, html) in cases {
        let project = text(markdown);
        assert_eq!(web(&project), html, "{markdown}");
        let blocks = blocks(&project);
        let inlines = blocks[0]["c"].as_array().unwrap();
        let found = inlines.iter().find(|inline| inline["t"] == "b");
        let found = found.unwrap_or_else(|| panic!("{markdown} has no bold in print: {blocks}"));
        assert_eq!(found["c"][0]["v"], *bold, "{markdown}");
    }
}

#[test]
fn struck_and_stressed_words_beside_full_width_punctuation_are_such_too() {
    let project = text("*轻点，*他说，~~硬扛，~~去看医生");
    assert_eq!(web(&project), "<p><em>轻点，</em>他说，<del>硬扛，</del>去看医生</p>");
    let blocks = blocks(&project);
    assert_eq!(blocks[0]["c"][0], json!({"t": "i", "c": [{"t": "s", "v": "轻点，"}]}));
    assert_eq!(blocks[0]["c"][2], json!({"t": "del", "c": [{"t": "s", "v": "硬扛，"}]}));
}

#[test]
fn stars_that_mean_nothing_stay() {
    for markdown in ["3 * 4，5 * 6", r"\*\*真，\*\*她", "一颗星*，没有第二颗"] {
        let plain = markdown.replace('\\', "");
        let project = text(markdown);
        assert_eq!(web(&project), format!("<p>{plain}</p>"));
        assert_eq!(blocks(&project), json!([{"t": "p", "c": [{"t": "s", "v": plain}]}]));
    }
}

#[test]
fn a_line_break_between_han_characters_leaves_no_space_in_both_outputs() {
    let cases = [
        ("窗户\n留缝", "窗户留缝"),
        ("先开窗，\n再打电话", "先开窗，再打电话"),
        ("他说：\n“好”", "他说：“好”"),
        ("每天\n8 克盐", "每天 8 克盐"),
        ("the first\nsecond line", "the first second line"),
        ("打 120\n求救", "打 120 求救"),
        ("𠮷野\n家", "𠮷野家"),
    ];
    for (markdown, plain) in cases {
        let project = text(markdown);
        assert_eq!(web(&project), format!("<p>{plain}</p>"), "{markdown}");
        assert_eq!(blocks(&project), json!([{"t": "p", "c": [{"t": "s", "v": plain}]}]), "{markdown}");
    }
}

#[test]
fn a_line_break_beside_bold_leaves_no_space_either() {
    let project = text("窗户\n**留缝**\n再睡");
    assert_eq!(web(&project), "<p>窗户<strong>留缝</strong>再睡</p>");
    let inlines = blocks(&project);
    assert_eq!(inlines[0]["c"][0]["v"], "窗户");
    assert_eq!(inlines[0]["c"][2]["v"], "再睡");
    let project = text("请看\n**[《指南》](/progress/)**");
    assert_eq!(web(&project), "<p>请看<strong><a href=\"../../progress/\">《指南》</a></strong></p>");
    assert_eq!(blocks(&project)[0]["c"][0]["v"], "请看");
}

#[test]
fn a_footnotes_name_may_hold_anything() {
    let html = web(&text("窗户留缝[^注，*]。\n\n[^注，*]: 两指宽。"));
    assert!(html.contains("href=\"#fn-1\""), "{html}");
}

#[test]
fn events_point_into_the_text_as_it_was_written() {
    let text = "他说：**“好，”**她~~说：“不，”~~又*（低声）*说\n**注意：**`a*b`";
    let (marked, marks) = cjk::set_marks(text);
    for (event, range) in markdown::Events::new((&marked, &marks), markdown::options()) {
        if let Event::Text(shown) = event {
            assert_eq!(*shown, text[range], "what is shown is what stands there");
        }
    }
}

// CommonMark

/// What the specification has, in short, for runs without its own examples.
const EXAMPLES: [&str; 22] = [
    "\tfoo\tbaz\t\tbim",
    "- `one\n- two`",
    "***\n---\n___",
    "# foo\n## foo\n### foo *bar* \\*baz\\*",
    "Foo *bar\nbaz*\n====",
    "    a simple\n      indented code block",
    "```ruby\ndef foo(x)\n```",
    "<table><tr><td>\n<pre>\n**Hello**,\n\n_world_.\n</pre>\n</td></tr></table>",
    "[foo]: /url \"title\"\n\n[foo]",
    "> # Foo\n> bar\n> baz",
    "> ```\n> aaa\n\nbbb",
    "1.  A paragraph\n    with two lines.\n\n        indented code\n\n    > A block quote.",
    "- a\n  - b\n\n    c\n- d",
    "&nbsp; &amp; &copy; &#35; &#1234;",
    "`` foo ` bar ``",
    "*foo*bar **foo**bar _foo_bar **foo*bar*baz**",
    "**foo \"*bar*\" foo**",
    "a * foo bar*  a*\"foo\"*",
    "[link](</my uri> \"title\") [link](<foo(and(bar)>) ![foo *bar*](train.jpg)",
    "<https://foo.bar.baz> <made-up-scheme://foo,bar> <a+b+c:d>",
    "<a><bab><c2c> foo <!-- comment --> <?php echo $a; ?>",
    "foo  \nbaz\\\nbar\nfoo",
];

#[test]
fn text_without_chinese_is_parsed_as_commonmark_says() {
    for markdown in EXAMPLES {
        assert_eq!(events(markdown), theirs(markdown), "{markdown}");
    }
}

#[test]
fn the_examples_of_the_specification_pass() {
    // They are under a licence of their own, so they stay outside: `tests/all.sh` fetches them and says where.
    let Some(path) = std::env::var_os("BANBAO_COMMONMARK") else { return };
    let examples = examples(std::path::Path::new(&path));
    assert_eq!(examples.len(), 652);
    for (markdown, expected) in examples {
        let events = events(&markdown);
        assert_eq!(events, theirs(&markdown), "{markdown}");
        let mut html = String::new();
        html::push_html(&mut html, events.into_iter().map(|(event, _)| event));
        // Quotes and line ends are written in more than one way.
        let plain = |html: &str| html.replace("&quot;", "\"").replace('\n', "");
        assert_eq!(plain(&html), plain(&expected), "{markdown}");
    }
}

type Events = Vec<(Event<'static>, std::ops::Range<usize>)>;

fn events(markdown: &str) -> Events {
    let (marked, marks) = cjk::set_marks(markdown);
    let events = markdown::Events::new((&marked, &marks), Options::empty());
    events.map(|(event, range)| (event.into_static(), range)).collect()
}

/// What pulldown-cmark itself makes of a text.
fn theirs(markdown: &str) -> Events {
    Parser::new(markdown).into_offset_iter().map(|(event, range)| (event.into_static(), range)).collect()
}

/// Markdown and HTML of the specification's examples; `→` stands for a tab there.
#[expect(clippy::disallowed_methods, reason = "the examples lie where the tests were told")]
fn examples(path: &std::path::Path) -> Vec<(String, String)> {
    let examples: Vec<Value> = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let text = |example: &Value, key: &str| example[key].as_str().unwrap().replace('→', "\t");
    examples.iter().map(|example| (text(example, "markdown"), text(example, "html"))).collect()
}

// Everything that can be written

fn everything() -> Project {
    project("small").overlay("markdown")
}

#[test]
fn an_article_with_everything_is_right_on_the_web() {
    let outcome = everything().run(&["build", "--no-print"]).succeeds();
    let page = outcome.file("public/a/everything/index.html");
    let (_, rest) = page.split_once("<section class=\"lead").unwrap();
    let (text, _) = rest.split_once("<div class=\"side\">").unwrap();
    insta::with_settings!({snapshot_path => "snapshots", prepend_module_to_snapshot => false, omit_expression => true}, {
        insta::assert_snapshot!("markdown-web", text);
    });
}

#[test]
fn an_article_with_everything_is_right_in_print() {
    let data = poster(&everything(), "001");
    let article = &data["packs"][0]["articles"][1];
    assert_eq!(article["slug"], "everything");
    let printed = serde_json::to_string_pretty(&article["blocks"]).unwrap();
    insta::with_settings!({snapshot_path => "snapshots", prepend_module_to_snapshot => false, omit_expression => true}, {
        insta::assert_snapshot!("markdown-print", printed);
    });
}

#[test]
fn an_article_with_everything_fits_both_kinds_of_board() {
    let outcome = everything().build().succeeds();
    for file in ["boards/001.pdf", "boards/002.pdf", "jobs/a3.pdf", "jobs/60x90.pdf", "delivery.pdf"] {
        assert!(outcome.tree("print/036")[file].starts_with(b"%PDF-"), "{file}");
    }
}

#[test]
fn a_link_in_print_is_a_footnote_with_a_short_address() {
    let project =
        text("看[戒烟](@/articles/quit.md)、[进展](/progress/)、[卫健委](https://www.nhc.gov.cn/wjw/)");
    let blocks = blocks(&project);
    let inlines = blocks[0]["c"].as_array().unwrap();
    // Where a line may break is marked in them.
    let shorts = inlines.iter().filter_map(|inline| Some(inline["short"].as_str()?.replace('\u{200B}', "")));
    assert_eq!(
        shorts.collect::<Vec<_>>(),
        ["jk.example.com/a/quit", "jk.example.com/progress", "www.nhc.gov.cn/wjw"]
    );
}

#[test]
fn a_footnotes_text_is_printed_where_it_is_mentioned() {
    let project = text("窗户留缝[^1]。\n\n[^1]: 两指**宽**。");
    let note = json!({"t": "fn", "c": [{"t": "p", "c": [
        {"t": "s", "v": "两指"}, {"t": "b", "c": [{"t": "s", "v": "宽"}]}, {"t": "s", "v": "。"},
    ]}]});
    assert_eq!(blocks(&project)[0]["c"][1], note);
}

#[test]
fn what_stands_after_the_mark_is_not_printed() {
    let project = text("印在海报上。\n\n<!-- more -->\n\n只在网上。");
    assert_eq!(blocks(&project), json!([{"t": "p", "c": [{"t": "s", "v": "印在海报上。"}]}]));
    let page = project.run(&["build", "--no-print"]).succeeds().file("public/a/co/index.html");
    assert!(page.contains("<p>印在海报上。</p>") && page.contains("<p>只在网上。</p>"));
}

// What must not get through

#[test]
fn raw_html_is_shown_as_text_and_warned_about() {
    let outcome = everything().run(&["build", "--no-print"]).succeeds();
    let page = outcome.file("public/a/everything/index.html");
    assert!(page.contains("&lt;b&gt;标签&lt;/b&gt;") && page.contains("&lt;div onclick=\"x()\"&gt;"));
    assert!(!page.contains("<b>标签") && !page.contains("<div onclick"));
    assert_eq!(outcome.stderr.matches("warning[raw-html]").count(), 3, "{}", outcome.stderr);
    assert!(outcome.stderr.contains(&format!("{EVERYTHING}:86:31")), "{}", outcome.stderr);
}

#[test]
fn raw_html_gets_through_where_the_project_allows_it() {
    let allowed = "[markdown]\nraw_html = true\n\n[rules]\n";
    let outcome = text("字<b>粗</b>")
        .edit(
            "banbao.toml",
            "[rules]
",
            allowed,
        )
        .run(&["build", "--no-print"])
        .succeeds();
    assert_eq!(lead(&outcome, "co"), "<p>字<b>粗</b></p>");
    assert!(!outcome.stderr.contains("raw-html"), "{}", outcome.stderr);
}

#[test]
fn a_link_that_would_run_something_leads_nowhere() {
    for target in
        ["javascript:alert(1)", "JaVaScRiPt:alert(1)", "vbscript:x", "data:text/html,x", "javascript&#58;x"]
    {
        let html = web(&text(&format!("[点我]({target})")));
        assert_eq!(html, "<p><a href=\"#\">点我</a></p>", "{target}");
    }
}

#[test]
fn an_address_cannot_leave_its_attribute() {
    let html = web(&text(r#"[点](<https://a.cn/"onclick=x>) ![画](https://a.cn/x.png)"#).edit(
        CO,
        " ![画](https://a.cn/x.png)",
        "",
    ));
    assert_eq!(html, "<p><a href=\"https://a.cn/%22onclick=x\">点</a></p>");
}

// Packs

#[test]
fn every_code_of_a_pack_opens_the_boards_own_address() {
    let data = poster(&project("small"), "001");
    let pack = &data["packs"][0];
    assert_eq!(pack["code"]["url"], "https://jk.example.com/b/001/");
    assert_eq!(pack["code"]["short"], "jk.example.com/b/001");
    let urls: Vec<&str> = pack["articles"]
        .as_array()
        .unwrap()
        .iter()
        .map(|article| article["code"]["url"].as_str().unwrap())
        .collect();
    let expected = ["co", "quit", "fireworks"].map(|slug| format!("https://jk.example.com/a/{slug}/?b=001"));
    assert_eq!(urls, expected);
}

#[test]
fn article_codes_may_be_the_same_on_all_boards() {
    let shared =
        project("small").edit("banbao.toml", "[rules]\n", "[print]\ncodes = \"shared\"\n\n[rules]\n");
    let data = poster(&shared, "001");
    assert_eq!(data["packs"][0]["articles"][0]["code"]["url"], "https://jk.example.com/a/co/");
    assert_eq!(data["packs"][0]["code"]["url"], "https://jk.example.com/b/001/", "a board's code is its own");
    let single = project("small").edit(CO, "date = 2026-10-12\n", "date = 2026-10-12\ncodes = \"shared\"\n");
    let data = poster(&single, "001");
    assert_eq!(data["packs"][0]["articles"][0]["code"]["url"], "https://jk.example.com/a/co/");
    assert_eq!(data["packs"][0]["articles"][1]["code"]["url"], "https://jk.example.com/a/quit/?b=001");
}

#[test]
fn codes_are_as_large_as_their_distance_asks() {
    let data = poster(&project("small"), "001");
    let pack = &data["packs"][0];
    let millimetres = |code: &Value| code["side_mm"].as_f64().unwrap();
    assert_eq!((millimetres(&pack["code"]), millimetres(&pack["articles"][0]["code"])), (100.0, 50.0));
    for code in [&pack["code"], &pack["articles"][0]["code"]] {
        let outer = code["outer_mm"].as_f64().unwrap();
        // Four modules of white on each side, and modules of a millimetre at least.
        let module = (outer - millimetres(code)) / 8.0;
        assert!(module >= 1.0, "{module}");
    }
}

#[test]
fn a_frame_says_how_many_panels_hang_in_it() {
    let wide = poster(&project("small"), "001");
    assert_eq!(wide["packs"][0]["grid"], json!({"columns": 3, "rows": 1}));
    assert_eq!(wide["packs"][0]["strip"]["pages"], 3);
    let narrow = project("small").edit("content/boards.csv", "240,120", "100,200");
    let data = poster(&narrow, "001");
    assert_eq!(data["packs"][0]["strip"]["pages"], 2);
    let sheet = poster(&project("small"), "002");
    assert_eq!(sheet["packs"][0]["page"], json!({"width_mm": 600.0, "height_mm": 900.0}));
    assert_eq!(sheet["packs"][0]["strip"], Value::Null);
}

#[test]
fn the_delivery_list_says_what_goes_where() {
    let outcome = project("small").build().succeeds();
    let list = outcome.file("print/036/delivery.csv");
    let expected = "\u{FEFF}order,id,village,name,place,format,paper,pages,slips,file\n\
                    1,001,集镇,卫生院门口宣传栏,大门右侧,panels,A3,6,1,boards/001.pdf\n\
                    2,002,甲村,甲村村委会宣传栏,院内公示栏旁,sheet,60×90 cm,1,1,boards/002.pdf\n";
    assert_eq!(list, expected);
}
