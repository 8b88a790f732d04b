//! Tables of the campaign: what is refused, and in which words; what is read, however it is written; what never leaves.

use std::collections::BTreeMap;
use std::path::Path;

use banbao::parse::campaign::spec::TableId;

use crate::harness::{Outcome, Tree, empty, project, snapshot};

fn cases(folder: &str) -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/tables").join(folder);
    let mut names: Vec<String> = walkdir::WalkDir::new(folder)
        .min_depth(1)
        .max_depth(1)
        .into_iter()
        .map(|entry| entry.unwrap().file_name().to_str().unwrap().to_owned())
        .collect();
    names.sort();
    names
}

/// The small project with tables over it. Where a case has a table in another form, the small project's own goes.
fn with(case: &str) -> crate::harness::Project {
    let project = project("small").overlay(&format!("tables/{case}"));
    let others = ["figures.xlsx", "figures.xls", "figures.toml"];
    if others.iter().any(|name| project.path(&format!("content/campaign/{name}")).exists()) {
        return project.remove("content/campaign/figures.csv");
    }
    project
}

fn site(project: &crate::harness::Project) -> Outcome {
    project.run(&["build", "--no-print"])
}

#[test]
fn every_broken_table_is_refused_with_its_cell() {
    let names = cases("broken");
    assert!(names.len() >= 25, "{}", names.len());
    for name in names {
        site(&with(&format!("broken/{name}"))).fails_with(&format!("table-{name}"));
    }
}

#[test]
fn what_is_odd_in_a_table_is_told_and_published() {
    for name in cases("warned") {
        // Notes are told to those who ask.
        let outcome = with(&format!("warned/{name}")).run(&["build", "--no-print", "-v"]).succeeds();
        assert!(!outcome.stderr.is_empty(), "{name} should be told of");
        outcome.says(&format!("table-{name}"));
    }
}

#[test]
fn a_broken_table_is_told_of_in_english_too() {
    let outcome = with("broken/unit-of-another-kind").lang("en").run(&["build", "--no-print"]);
    outcome.fails_with("table-in-english");
}

#[test]
fn the_same_rows_make_the_same_site_in_every_form() {
    let mut sites: BTreeMap<String, Tree> = BTreeMap::new();
    for name in cases("same") {
        let outcome = site(&with(&format!("same/{name}"))).succeeds_cleanly();
        sites.insert(name, outcome.tree("public"));
    }
    let first = &sites["csv"];
    assert!(first.contains_key("progress/ledger/index.html") && first.contains_key("api/series.csv"));
    for (name, other) in &sites {
        let paths: Vec<&String> = first.keys().chain(other.keys()).collect();
        let differing: Vec<_> =
            paths.into_iter().filter(|path| first.get(*path) != other.get(*path)).collect();
        assert!(differing.is_empty(), "{name}: {differing:?}");
    }
}

/// As an office keeps its boards: a title above, headers of its own, units, and who looks after each.
const OFFICE: &str = "小镇健康教育宣传栏台账,,,,,,,,,,,,,\n\
    编号,宣传栏名称,类型,所属村,安装位置,宽（厘米）,高（cm）,版式,纸张,阅读距离,安装时间,责任人,联系电话,位数\n\
    001,卫生院门口宣传栏,医院,集镇,大门右侧,240厘米,120cm,A3挂图,,１米,2021年1月5日,某人,13800138000,2\n\
    002,甲村村委会宣传栏,村委会,甲村,院内公示栏旁,70,100,整张海报,60×90,,2021.1.6,某人,13800138001,2\n";

#[test]
fn boards_are_read_from_the_offices_own_table() {
    let project = project("small").write("content/boards.csv", OFFICE);
    let outcome = site(&project).succeeds_cleanly();
    assert_eq!(
        outcome.tree("public"),
        site(&crate::harness::project("small")).succeeds_cleanly().tree("public")
    );
    for (path, bytes) in outcome.tree("public") {
        assert!(!String::from_utf8_lossy(&bytes).contains("某人"), "{path}");
    }
    // Columns that stay in the office are named to those who ask.
    project.run(&["build", "--no-print", "-v"]).says("boards-with-own-columns");
}

#[test]
fn the_template_of_the_boards_is_filled_in_and_read() {
    let made = empty().run_plain(&["--lang", "zh-CN", "init", "town"]).succeeds();
    let template = &made.tree("town/templates")["boards.xlsx"];
    let project = project("small").remove("content/boards.csv").bytes("content/boards.xlsx", template);
    // Its only row is the example.
    project.run(&["build", "--no-print"]).says("boards-template");
}

#[test]
fn private_columns_are_nowhere_in_the_site() {
    for (path, bytes) in site(&with("same/office")).succeeds().tree("public") {
        assert!(!String::from_utf8_lossy(&bytes).contains("某人"), "{path}");
    }
}

#[test]
fn a_column_of_the_offices_own_is_public_where_it_says_so() {
    let rows = "日期,类别,村,天气\n2026-03-05,讲座,甲村,=晴\n";
    let campaign = include_str!("../cases/small/content/campaign/campaign.toml").to_owned();
    let declared = |what: &str| {
        let project = project("small").write("content/campaign/events.csv", rows);
        site(&project.write("content/campaign/campaign.toml", &(campaign.clone() + what)))
    };
    let outcome = declared("\n[tables.events]\npublic = [\"天气\"]\n").succeeds_cleanly();
    let csv = outcome.file("public/api/events.csv");
    assert!(csv.lines().next().unwrap().ends_with(",天气"), "{csv}");
    assert!(csv.contains("'=晴"), "a spreadsheet must not reckon it: {csv}");
    let outcome = declared("\n[tables.events]\nprivate = [\"天气\"]\n").succeeds_cleanly();
    assert!(!outcome.file("public/api/events.csv").contains('晴'));
}

#[test]
fn texts_of_open_tables_are_no_formulas() {
    let rows = "date,kind,place,topic\n\
        2026-03-05,讲座,=1+1,+86\n\
        2026-03-06,讲座,@SUM(A1),-说明\n\
        2026-03-07,讲座,\"\tx\",\"y\"\n";
    let outcome = site(&project("small").write("content/campaign/events.csv", rows)).succeeds();
    let csv = outcome.file("public/api/events.csv");
    for cell in [",'=1+1,", ",+86,", ",'@SUM(A1),", ",'-说明,"] {
        assert!(csv.contains(cell), "{cell} in {csv}");
    }
}

#[test]
fn few_people_of_a_village_are_withheld_below_the_floor_that_the_office_sets() {
    let rows = "date,kind,village,people,counted\n\
        2026-03-05,义诊,甲村,7,人\n2026-03-06,义诊,甲村,40,人\n2026-03-07,义诊,,60,人\n";
    let people = |campaign: &str| {
        let text = include_str!("../cases/small/content/campaign/campaign.toml").to_owned() + campaign;
        let project = project("small").write("content/campaign/events.csv", rows);
        let csv = site(&project.write("content/campaign/campaign.toml", &text))
            .succeeds()
            .file("public/api/events.csv");
        let counts = csv.lines().skip(1).map(|line| line.split(',').nth(5).unwrap().to_owned());
        counts.collect::<Vec<String>>()
    };
    assert_eq!(people(""), ["7", "40", "60"]);
    // The village's sum would tell the 7 from the 40, and the sum of all from the 60.
    assert_eq!(people("\n[privacy]\nfloor = 10\n"), ["", "", "60"]);
}

#[test]
fn a_corrected_figure_says_when_what_and_why() {
    let outcome = site(&with("same/csv")).succeeds();
    let page = outcome.file("public/progress/cleaning/index.html");
    assert!(page.contains("2026 年 11 月 5 日") && page.contains("漏记一次"), "{page}");
}

#[test]
fn init_writes_the_same_templates_each_time_and_none_of_them_is_published() {
    let made = || empty().run_plain(&["--lang", "zh-CN", "init", "town"]).succeeds();
    let root = |outcome: &Outcome| outcome.tree("town/templates");
    let (first, second) = (made(), made());
    assert_eq!(root(&first), root(&second));
    let names: Vec<String> = root(&first).into_keys().collect();
    assert_eq!(names.len(), 11, "{names:?}");
    let built = first.project().run_plain(&["--root", "town", "build", "--no-print"]);
    assert!(!built.succeeds().has("town/public/progress/calendar"));
}

#[test]
fn a_template_is_read_as_it_is_and_its_example_is_not_counted() {
    let made = empty().run_plain(&["--lang", "zh-CN", "init", "town"]).succeeds();
    for (name, bytes) in made.tree("town/templates") {
        // Those that the small project has already.
        if !name.ends_with(".xlsx") || ["figures.xlsx", "boards.xlsx"].contains(&name.as_str()) {
            continue;
        }
        let outcome = site(&project("small").bytes(&format!("content/campaign/{name}"), &bytes)).succeeds();
        assert_eq!(outcome.stderr.matches("[example-row]").count(), 1, "{name}: {}", outcome.stderr);
        assert_eq!(outcome.stderr.matches("warning[").count(), 1, "{name}: {}", outcome.stderr);
        assert!(!outcome.has(&format!("public/api/{}", name.replace("xlsx", "csv"))), "{name}");
    }
}

#[test]
fn the_manual_lists_every_table_with_every_column() {
    for manual in [include_str!("../../docs/project.md"), include_str!("../../docs/project.zh-CN.md")] {
        for id in TableId::ALL {
            let spec = id.spec();
            let (_, rest) = manual.split_once(&format!("\n#### {}", spec.stem)).unwrap();
            let own = rest.split("\n#").next().unwrap();
            for column in spec.columns {
                let row = own.lines().find(|line| line.contains(&format!("`{}`", column.name)));
                let row = row.unwrap_or_else(|| panic!("{} {} is not in the manual", spec.stem, column.name));
                let says = |word: &str| assert!(row.contains(word), "{row} does not say {word}");
                says(column.zh);
                column.also.iter().for_each(|other| says(other));
                let (needed, private) = (
                    row.contains("always") || row.contains("必填"),
                    row.contains("| private") || row.contains("不公开 |"),
                );
                assert_eq!((needed, !private), (column.required, column.public), "{row}");
            }
        }
    }
}

#[test]
fn the_template_in_words() {
    let made = empty().run_plain(&["--lang", "zh-CN", "init", "town"]).succeeds();
    let bytes = &made.tree("town/templates")["events.xlsx"];
    let mut book: calamine::Xlsx<_> =
        calamine::open_workbook_from_rs(std::io::Cursor::new(bytes.clone())).unwrap();
    let mut said = String::new();
    for name in calamine::Reader::sheet_names(&book) {
        said.push_str(&format!("## {name}\n"));
        for row in calamine::Reader::worksheet_range(&mut book, &name).unwrap().rows() {
            let cells: Vec<String> = row.iter().map(ToString::to_string).collect();
            said.push_str(&format!("{}\n", cells.join(" | ")));
        }
    }
    snapshot("template-events", &said);
}
