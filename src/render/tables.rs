//! The campaign's open tables: the schema's public columns, then what the office declared public, and nothing else; and
//! what they mean, as a Data Package (datapackage.org, version 2).

use serde::Serialize;
use serde_json::{Map, Value, json};

use super::Context;
use super::data::defuse;
use crate::messages::Lang;
use crate::model::campaign::Campaign;
use crate::model::campaign::privacy::Shown;
use crate::model::campaign::records::{MilestoneKind, MilestoneState};
use crate::parse::campaign::spec::{Column, INSPECTION_KINDS, Kind, MILESTONE_KINDS, STATES, TableId};

/// One table: its columns, and its rows as text. Empty cells are empty texts.
pub struct Open<'c> {
    pub id: TableId,
    pub columns: Vec<&'static Column>,
    pub extra: &'c [String],
    pub rows: Vec<Vec<String>>,
}

/// A table's rows, in the order of its public columns.
pub fn open(campaign: &Campaign, id: TableId) -> Open<'_> {
    let text = |text: Option<&str>| text.unwrap_or_default().to_owned();
    let day = |date: Option<jiff::civil::Date>| date.map_or_else(String::new, |date| date.to_string());
    let number = |number: Option<u64>| number.map_or_else(String::new, |number| number.to_string());
    let with = |mut row: Vec<String>, extra: &[Option<Box<str>>]| {
        row.extend(extra.iter().map(|cell| text(cell.as_deref())));
        row
    };
    let mut extra: &[String] = &[];
    let rows: Vec<Vec<String>> = match id {
        TableId::Figures => Vec::new(),
        TableId::Series => campaign
            .series
            .iter()
            .filter(|series| series.id.is_some())
            .flat_map(|series| {
                series.points.iter().map(|point| {
                    vec![
                        text(series.id.as_deref()),
                        series.title.clone(),
                        series.area.map_or_else(String::new, |at| campaign.areas[at].name.clone()),
                        point.period.map_or_else(|| point.label.clone(), |period| period.to_string()),
                        point.amount.plain(),
                        text(point.qualifier.as_deref()),
                        series.unit.to_string(),
                        text(point.source.as_deref()),
                        text(point.note.as_deref()),
                    ]
                })
            })
            .collect(),
        TableId::Events => {
            extra = &campaign.events.extra;
            let row = |event: &crate::model::campaign::records::Event| {
                // A few people of one village are not told apart from anybody: the cell is empty, as on the page.
                let people = event.people.filter(|people| {
                    event.village.is_none() || campaign.floor.show(*people) != Shown::Withheld
                });
                let row = vec![
                    event.date.to_string(),
                    event.kind.zh().to_owned(),
                    text(event.village.as_deref()),
                    text(event.place.as_deref()),
                    text(event.topic.as_deref()),
                    number(people),
                    event.counted.to_string(),
                    number(event.materials),
                    text(event.note.as_deref()),
                ];
                with(row, &event.extra)
            };
            campaign.events.rows.iter().map(row).collect()
        }
        TableId::Inspections => {
            extra = &campaign.inspections.extra;
            let row = |one: &crate::model::campaign::records::Inspection| {
                let row = vec![
                    one.date.to_string(),
                    INSPECTION_KINDS.get(one.kind).map_or_else(String::new, |kind| kind.zh.to_owned()),
                    text(one.village.as_deref()),
                    text(one.place_kind.as_deref()),
                    one.found.to_string(),
                    one.mended.to_string(),
                    text(one.note.as_deref()),
                ];
                with(row, &one.extra)
            };
            campaign.inspections.rows.iter().map(row).collect()
        }
        TableId::Problems => {
            extra = &campaign.problems.extra;
            let row = |one: &crate::model::campaign::records::Problem| {
                let row = vec![
                    text(one.id.as_deref()),
                    one.found_on.to_string(),
                    one.village.to_string(),
                    one.category.to_string(),
                    day(one.due),
                    day(one.closed_on),
                ];
                with(row, &one.extra)
            };
            campaign.problems.rows.iter().map(row).collect()
        }
        TableId::Contests => {
            extra = &campaign.contests.extra;
            let results = campaign.contests.rows.iter().flat_map(|round| {
                round.results.iter().map(move |one| {
                    let row = vec![
                        round.number.to_string(),
                        round.month.to_string(),
                        one.village.to_string(),
                        one.score.as_ref().map_or_else(String::new, |score| score.plain()),
                        one.rank.to_string(),
                        text(one.note.as_deref()),
                    ];
                    with(row, &one.extra)
                })
            });
            results.collect()
        }
        TableId::Milestones => {
            extra = &campaign.milestones.extra;
            let all = &campaign.milestones.rows;
            let kind = |kind: MilestoneKind| MILESTONE_KINDS[kind as usize].zh.to_owned();
            let state = |state: Option<MilestoneState>| match state {
                None => String::new(),
                Some(MilestoneState::Planned) => STATES[0].zh.to_owned(),
                // Late is what the date says of it; what the office does is go on.
                Some(MilestoneState::UnderWay | MilestoneState::Late) => STATES[1].zh.to_owned(),
                Some(MilestoneState::Done) => STATES[2].zh.to_owned(),
            };
            let row = |one: &crate::model::campaign::records::Milestone| {
                let row = vec![
                    one.title.clone(),
                    kind(one.kind),
                    one.area.map_or_else(String::new, |at| campaign.areas[at].name.clone()),
                    one.answers.map_or_else(String::new, |at| all[at].title.clone()),
                    day(one.due),
                    day(one.done),
                    state(one.state),
                    text(one.source.as_deref()),
                    text(one.note.as_deref()),
                ];
                with(row, &one.extra)
            };
            all.iter().map(row).collect()
        }
        TableId::Grid => {
            extra = &campaign.grid.extra;
            let row = |one: &crate::model::campaign::records::Duty| {
                let row = vec![one.village.to_string(), one.unit.to_string(), text(one.role.as_deref())];
                with(row, &one.extra)
            };
            campaign.grid.rows.iter().map(row).collect()
        }
        TableId::Corrections => campaign
            .figures
            .iter()
            .flat_map(|figure| {
                figure.corrections.iter().map(|one| {
                    vec![
                        figure.id.clone(),
                        one.date.to_string(),
                        one.was.plain(),
                        one.now.plain(),
                        one.reason.clone(),
                    ]
                })
            })
            .collect(),
    };
    Open { id, columns: columns(id), extra, rows }
}

fn columns(id: TableId) -> Vec<&'static Column> {
    id.spec().columns.iter().filter(|column| column.public).collect()
}

impl Open<'_> {
    fn names(&self) -> impl Iterator<Item = &str> {
        self.columns.iter().map(|column| column.name).chain(self.extra.iter().map(String::as_str))
    }

    /// With a BOM, as all open CSV.
    pub fn csv(&self) -> Vec<u8> {
        let mut out = csv::Writer::from_writer("\u{FEFF}".as_bytes().to_vec());
        // Writing to memory does not fail.
        let _ = out.write_record(self.names());
        for row in &self.rows {
            let _ = out.write_record(row.iter().map(|cell| defuse(cell)));
        }
        out.into_inner().unwrap_or_default()
    }

    /// A list of objects; counts are numbers, decimals keep their digits as texts, empty cells are null.
    pub fn json(&self) -> Vec<u8> {
        let names: Vec<&str> = self.names().collect();
        let cell = |at: usize, cell: &String| {
            let count = self.columns.get(at).is_some_and(|column| column.kind == Kind::Count);
            match cell.parse::<u64>() {
                _ if cell.is_empty() => Value::Null,
                Ok(number) if count => Value::from(number),
                _ => Value::from(cell.as_str()),
            }
        };
        let rows: Vec<Map<String, Value>> = self
            .rows
            .iter()
            .map(|row| {
                row.iter().enumerate().map(|(at, text)| (names[at].to_owned(), cell(at, text))).collect()
            })
            .collect();
        let mut bytes = serde_json::to_vec_pretty(&rows).unwrap_or_default();
        bytes.push(b'\n');
        bytes
    }
}

#[derive(Serialize)]
struct Package<'a> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    name: &'static str,
    title: &'a str,
    description: Option<&'a str>,
    homepage: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    sources: Vec<Value>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    licenses: Vec<Value>,
    contributors: Vec<Value>,
    resources: Vec<Value>,
}

/// `datapackage.json`: every table with units, types, sources, licence.
pub fn package(cx: Context) -> Vec<u8> {
    let Some(campaign) = &cx.site.campaign else { return Vec::new() };
    let config = &cx.site.config;
    let zh = cx.site.lang == Lang::ZhCn;
    let mut resources = vec![resource(campaign, TableId::Figures, &[], false, zh)];
    for id in campaign.tables() {
        let table = open(campaign, id);
        resources.push(resource(campaign, id, table.extra, fictional(campaign, id), zh));
    }
    let package = Package {
        schema: "https://datapackage.org/profiles/2.0/datapackage.json",
        name: "campaign",
        title: &campaign.title,
        description: campaign.intro.as_deref(),
        homepage: format!("{}/progress/", cx.base_url),
        sources: campaign.source.iter().map(|title| json!({ "title": title })).collect(),
        licenses: config.licence.iter().map(|licence| json!({ "name": licence })).collect(),
        contributors: vec![json!({ "title": config.organisation.name, "roles": ["publisher"] })],
        resources,
    };
    let mut bytes = serde_json::to_vec_pretty(&package).unwrap_or_default();
    bytes.push(b'\n');
    bytes
}

fn fictional(campaign: &Campaign, id: TableId) -> bool {
    match id {
        TableId::Figures | TableId::Corrections => false,
        TableId::Series => campaign.series.iter().any(|series| series.id.is_some() && series.fictional),
        TableId::Events => campaign.events.fictional,
        TableId::Inspections => campaign.inspections.fictional,
        TableId::Problems => campaign.problems.fictional,
        TableId::Contests => campaign.contests.fictional,
        TableId::Milestones => campaign.milestones.fictional,
        TableId::Grid => campaign.grid.fictional,
    }
}

fn resource(campaign: &Campaign, id: TableId, extra: &[String], fictional: bool, zh: bool) -> Value {
    let spec = id.spec();
    let mut fields: Vec<Value> = columns(id).into_iter().map(|column| field(column, zh)).collect();
    fields.extend(extra.iter().map(|name| json!({ "name": name, "type": "string" })));
    let mut schema = json!({ "fields": fields, "missingValues": [""] });
    if id == TableId::Figures {
        schema["primaryKey"] = json!(["id"]);
    }
    let mut resource = json!({
        "name": spec.stem,
        "title": if zh { spec.zh } else { spec.en },
        "path": format!("{}.csv", spec.stem),
        "type": "table",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": schema,
    });
    if fictional {
        let words = if zh { "虚构的示例数据" } else { "Invented sample data" };
        resource["description"] = json!(words);
    } else if let Some(source) = &campaign.source {
        resource["sources"] = json!([{ "title": source }]);
    }
    resource
}

fn field(column: &Column, zh: bool) -> Value {
    let kind = match column.kind {
        Kind::Date => "date",
        Kind::Month => "yearmonth",
        Kind::Number => "number",
        Kind::Count => "integer",
        _ => "string",
    };
    let mut constraints = Map::new();
    if column.required {
        constraints.insert("required".to_owned(), json!(true));
    }
    match column.kind {
        Kind::Count => {
            constraints.insert("minimum".to_owned(), json!(0));
        }
        Kind::Choice(choices) => {
            let words: Vec<&str> = choices.iter().map(|one| one.zh).collect();
            constraints.insert("enum".to_owned(), json!(words));
        }
        _ => {}
    }
    let mut field = json!({
        "name": column.name,
        "title": column.zh,
        "description": if zh { column.about_zh } else { column.about_en },
        "type": kind,
    });
    // What other tables count has its unit in a column of its own.
    let unit = match column.name {
        "materials" => Some("份"),
        "found" | "mended" => Some("个"),
        _ => None,
    };
    if let Some(unit) = unit {
        field["unit"] = json!(unit);
    }
    if !constraints.is_empty() {
        field["constraints"] = Value::Object(constraints);
    }
    field
}
