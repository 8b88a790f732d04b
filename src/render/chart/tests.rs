use super::{Chart, Day, Goal, Kind, Label, Month, Value};

fn value(size: f64) -> Value {
    Value { size, text: format!("{size}") }
}

fn chart(kind: Kind) -> Chart {
    Chart {
        id: "trial".into(),
        title: "清运垃圾 <按月>".into(),
        unit: "吨".into(),
        of: "月份".into(),
        source: String::new(),
        kind,
    }
}

fn named(values: &[(&str, f64)]) -> Vec<(String, Value)> {
    values.iter().map(|(name, size)| ((*name).to_owned(), value(*size))).collect()
}

fn all() -> Vec<(&'static str, Chart)> {
    let months: Vec<Label> = (1..=12).map(|month| format!("{month}月").into()).collect();
    let wave = |shift: f64| -> Vec<Option<Value>> {
        (0..12)
            .map(|at| Some(value((10.0 + shift + 8.0 * f64::sin(f64::from(at) + shift)).round())))
            .collect()
    };
    let mut gap = wave(0.0);
    gap[4] = None;
    let villages = ["石桥村", "大坝村", "河边村", "新寨村", "上寨村"];
    vec![
        ("standing", chart(Kind::Bars(named(&[("2021", 4928.0), ("2022", 5529.0), ("2023", 5690.0)])))),
        (
            "lying",
            chart(Kind::Bars(named(&[
                ("学校卫生监督检查", 291.0),
                ("中小学幼儿园环境卫生、食品安全督查", 127.0),
                ("医疗机构", 287.0),
                ("公共场所", 251.0),
                ("饮用水", 0.0),
            ]))),
        ),
        (
            "stacked",
            chart(Kind::Stacked {
                parts: ["已销号", "整改中", "已超期"].map(String::from).to_vec(),
                rows: villages
                    .iter()
                    .enumerate()
                    .map(|(at, name)| {
                        ((*name).to_owned(), vec![value(at as f64 + 3.0), value(2.0), value(at as f64)])
                    })
                    .collect(),
            }),
        ),
        (
            "lines",
            chart(Kind::Lines {
                x: months.clone(),
                lines: vec![("垃圾".into(), gap), ("死角".into(), wave(2.0)), ("广告".into(), wave(4.0))],
            }),
        ),
        (
            "ranks",
            chart(Kind::Ranks {
                x: (1..=4).map(|round| format!("第{round}轮").into()).collect(),
                lines: villages
                    .iter()
                    .enumerate()
                    .map(|(at, name)| {
                        (
                            (*name).to_owned(),
                            (0..4).map(|round| Some(value(((at + round * 2) % 5) as f64 + 1.0))).collect(),
                        )
                    })
                    .collect(),
            }),
        ),
        (
            "progress",
            chart(Kind::Progress {
                done: "完成".into(),
                wanted: "目标".into(),
                state: "状态".into(),
                rows: vec![
                    Goal {
                        label: "3月".into(),
                        done: value(2.0),
                        wanted: value(2.0),
                        state: "达到".into(),
                        reached: true,
                    },
                    Goal {
                        label: "卫生户厕新建和改建全部完成并验收".into(),
                        done: value(1.0),
                        wanted: value(2.0),
                        state: "差 1".into(),
                        reached: false,
                    },
                ],
            }),
        ),
        (
            "multiples",
            chart(Kind::Multiples {
                scale: "每图同一刻度，顶端是 {most}".into(),
                x: months,
                cells: villages
                    .iter()
                    .enumerate()
                    .map(|(at, name)| ((*name).to_owned(), wave(at as f64)))
                    .collect(),
            }),
        ),
        (
            "calendar",
            chart(Kind::Calendar {
                kinds: ["咨询", "义诊", "讲座", "培训", "大扫除", "灭鼠"].map(String::from).to_vec(),
                months: (1..=3)
                    .map(|month| Month {
                        label: format!("{month}月").into(),
                        length: 30,
                        days: vec![
                            Day { day: month * 3, kind: 0, count: 1 },
                            Day { day: month * 3, kind: 4, count: 2 },
                            Day { day: 28, kind: usize::from(month), count: 1 },
                        ],
                    })
                    .collect(),
            }),
        ),
    ]
}

#[test]
fn every_kind_is_drawn_as_it_was_when_somebody_looked_at_it() {
    for (name, chart) in all() {
        insta::assert_snapshot!(name, chart.svg());
    }
}

#[test]
fn every_number_is_in_the_table() {
    for (name, chart) in all() {
        let table = chart.table();
        assert!(table.rows.iter().all(|row| row.len() == table.head.len()), "{name}: {table:?}");
    }
}

#[test]
fn goals_of_one_chart_lie_at_one_place_and_bars_are_as_their_numbers() {
    let goal = |done: f64, wanted: f64| Goal {
        label: "3月".into(),
        done: value(done),
        wanted: value(wanted),
        state: String::new(),
        reached: done >= wanted,
    };
    let rows = vec![goal(3.0, 2.0), goal(2.0, 2.0), goal(1.0, 2.0), goal(0.0, 2.0)];
    let kind = Kind::Progress { done: String::new(), wanted: String::new(), state: String::new(), rows };
    let svg = chart(kind).svg();
    let bars: Vec<&str> = svg
        .lines()
        .filter(|line| line.contains("\"solid\"") || line.contains("\"patterned\""))
        .filter_map(|line| line.split("width=\"").nth(1)?.split('"').next())
        .collect();
    assert_eq!(bars, ["300", "200", "100"]);
    let marks = svg.lines().filter(|line| line.contains("class=\"goal\""));
    assert!(marks.clone().all(|line| line.starts_with("<path d=\"M200 ")) && marks.count() == 4, "{svg}");
}

#[test]
fn the_year_stands_where_it_begins_and_changes_and_an_open_month_is_told() {
    let month = |year: i32, month: i32| Label {
        short: format!("{month}月"),
        year: year.to_string(),
        long: format!("{year}年{month}月"),
        note: if month == 2 { "* 2月未满月".into() } else { String::new() },
    };
    let x: Vec<Label> = [(2025, 11), (2025, 12), (2026, 1), (2026, 2)].map(|(y, m)| month(y, m)).to_vec();
    let row = vec![("全部".to_owned(), vec![Some(value(1.0)); 4])];
    for kind in [
        Kind::Lines { x: x.clone(), lines: row.clone() },
        Kind::Multiples { x: x.clone(), cells: row, scale: String::new() },
        Kind::Calendar {
            kinds: vec!["咨询".into()],
            months: x
                .iter()
                .map(|label| Month { label: label.clone(), length: 30, days: Vec::new() })
                .collect(),
        },
    ] {
        let chart = chart(kind);
        let svg = chart.svg();
        for text in ["2025", "2026", "* 2月未满月"] {
            assert_eq!(svg.matches(&format!(">{text}</text>")).count(), 1, "{text}: {svg}");
        }
        let table = chart.table();
        let said = [table.head, table.rows.concat()].concat();
        assert!(said.contains(&"2025年12月".to_owned()), "{said:?}");
    }
}

#[test]
fn words_are_escaped() {
    let svg = all()[0].1.svg();
    assert!(svg.contains("清运垃圾 &lt;按月&gt;"));
    assert!(!svg.contains("style="));
}

#[test]
fn charts_without_data_are_empty_and_no_accident() {
    for kind in [
        Kind::Bars(Vec::new()),
        Kind::Bars(named(&[("无", 0.0)])),
        Kind::Stacked { parts: Vec::new(), rows: Vec::new() },
        Kind::Lines { x: Vec::new(), lines: Vec::new() },
        Kind::Lines { x: vec!["1月".to_owned().into()], lines: vec![("一".into(), vec![None])] },
        Kind::Ranks { x: Vec::new(), lines: Vec::new() },
        Kind::Multiples { x: Vec::new(), cells: Vec::new(), scale: String::new() },
        Kind::Calendar { kinds: Vec::new(), months: Vec::new() },
    ] {
        let svg = chart(kind).svg();
        assert!(!svg.contains("NaN") && !svg.contains("inf"), "{svg}");
    }
}
