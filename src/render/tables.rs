//! The campaign's open tables: the schema's public columns, then what the office declared public, and nothing else; and
//! what they mean, as a Data Package (datapackage.org, version 2).

use std::borrow::Cow;

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};
use serde_json::{Map, Value, json};

use super::Context;
use super::data::defuse;
use crate::messages::Lang;
use crate::model::campaign::Campaign;
use crate::model::campaign::records::{Duty, Inspection, MilestoneState, Problem};
use crate::parse::campaign::spec::{INSPECTION_KINDS, MILESTONE_KINDS, STATES, TableId};
use crate::parse::table::schema::{Column, Kind};

/// A row's cells as text; empty cells are empty texts.
pub type Row<'c> = Vec<Cow<'c, str>>;

/// One table: its columns, and its rows one by one, since there may be 100,000 of them.
pub struct Open<'c> {
    pub id: TableId,
    pub columns: Vec<&'static Column>,
    pub extra: &'c [String],
    pub rows: Box<dyn Iterator<Item = Row<'c>> + 'c>,
}

fn text(text: Option<&str>) -> Cow<'_, str> {
    text.unwrap_or_default().into()
}

/// A day, a number, an amount.
fn value<'c>(value: Option<impl ToString>) -> Cow<'c, str> {
    value.map_or(Cow::Borrowed(""), |value| value.to_string().into())
}

fn with<'c>(mut row: Row<'c>, extra: &'c [Option<Box<str>>]) -> Row<'c> {
    row.extend(extra.iter().map(|cell| text(cell.as_deref())));
    row
}

/// A table's rows, in the order of its public columns.
pub fn open(campaign: &Campaign, id: TableId) -> Open<'_> {
    let (extra, rows): (&[String], Box<dyn Iterator<Item = Row<'_>> + '_>) = match id {
        TableId::Figures => (&[], Box::new(std::iter::empty())),
        TableId::Series => (&[], Box::new(series(campaign))),
        TableId::Events => (&campaign.events.extra, Box::new(events(campaign))),
        TableId::Inspections => {
            (&campaign.inspections.extra, Box::new(campaign.inspections.rows.iter().map(inspection)))
        }
        TableId::Problems => (&campaign.problems.extra, Box::new(campaign.problems.rows.iter().map(problem))),
        TableId::Contests => (&campaign.contests.extra, Box::new(results(campaign))),
        TableId::Milestones => (&campaign.milestones.extra, Box::new(milestones(campaign))),
        TableId::Grid => (&campaign.grid.extra, Box::new(campaign.grid.rows.iter().map(duty))),
        TableId::Corrections => (&[], Box::new(corrections(campaign))),
    };
    Open { id, columns: columns(id), extra, rows }
}

fn series(campaign: &Campaign) -> impl Iterator<Item = Row<'_>> {
    campaign.series.iter().filter(|series| series.id.is_some()).flat_map(|series| {
        series.points.iter().map(|point| {
            vec![
                text(series.id.as_deref()),
                series.title.as_str().into(),
                text(series.area.map(|at| campaign.areas[at].name.as_str())),
                point.period.map_or_else(|| point.label.as_str().into(), |period| period.to_string().into()),
                point.amount.plain().into(),
                text(point.qualifier.as_deref()),
                series.unit.to_string().into(),
                text(point.source.as_deref()),
                text(point.note.as_deref()),
            ]
        })
    })
}

fn events(campaign: &Campaign) -> impl Iterator<Item = Row<'_>> {
    let withheld = campaign.floor.withhold(&campaign.events.rows);
    campaign.events.rows.iter().enumerate().map(move |(at, event)| {
        // A few people of one village are not told apart from anybody: the cell is empty, as on the page.
        let people = event.people.filter(|_| !withheld.event(at));
        let row = vec![
            value(Some(event.date)),
            event.kind.zh().into(),
            text(event.village.as_deref()),
            text(event.place.as_deref()),
            text(event.topic.as_deref()),
            value(people),
            (&*event.counted).into(),
            value(event.materials),
            text(event.note.as_deref()),
        ];
        with(row, &event.extra)
    })
}

fn inspection(one: &Inspection) -> Row<'_> {
    let row = vec![
        value(Some(one.date)),
        text(INSPECTION_KINDS.get(one.kind).map(|kind| kind.zh)),
        text(one.village.as_deref()),
        text(one.place_kind.as_deref()),
        value(Some(one.found)),
        value(Some(one.mended)),
        text(one.note.as_deref()),
    ];
    with(row, &one.extra)
}

fn problem(one: &Problem) -> Row<'_> {
    let row = vec![
        text(one.id.as_deref()),
        value(Some(one.found_on)),
        (&*one.village).into(),
        (&*one.category).into(),
        value(one.due),
        value(one.closed_on),
    ];
    with(row, &one.extra)
}

fn results(campaign: &Campaign) -> impl Iterator<Item = Row<'_>> {
    campaign.contests.rows.iter().flat_map(|round| {
        round.results.iter().map(move |one| {
            let row = vec![
                value(Some(round.number)),
                value(Some(round.month)),
                (&*one.village).into(),
                value(one.score.as_ref().map(|score| score.plain())),
                value(Some(one.rank)),
                text(one.note.as_deref()),
            ];
            with(row, &one.extra)
        })
    })
}

fn milestones(campaign: &Campaign) -> impl Iterator<Item = Row<'_>> {
    let all = &campaign.milestones.rows;
    let state = |state: Option<MilestoneState>| match state {
        None => "",
        Some(MilestoneState::Planned) => STATES[0].zh,
        // Late is what the date says of it; what the office does is go on.
        Some(MilestoneState::UnderWay | MilestoneState::Late) => STATES[1].zh,
        Some(MilestoneState::Done) => STATES[2].zh,
    };
    all.iter().map(move |one| {
        let row = vec![
            one.title.as_str().into(),
            MILESTONE_KINDS[one.kind as usize].zh.into(),
            text(one.area.map(|at| campaign.areas[at].name.as_str())),
            text(one.answers.map(|at| all[at].title.as_str())),
            value(one.due),
            value(one.done),
            state(one.state).into(),
            text(one.source.as_deref()),
            text(one.note.as_deref()),
        ];
        with(row, &one.extra)
    })
}

fn duty(one: &Duty) -> Row<'_> {
    with(vec![(&*one.village).into(), (&*one.unit).into(), text(one.role.as_deref())], &one.extra)
}

fn corrections(campaign: &Campaign) -> impl Iterator<Item = Row<'_>> {
    campaign.figures.iter().flat_map(|figure| {
        figure.corrections.iter().map(|one| {
            vec![
                figure.id.as_str().into(),
                value(Some(one.date)),
                one.was.plain().into(),
                one.now.plain().into(),
                one.reason.as_str().into(),
            ]
        })
    })
}

fn columns(id: TableId) -> Vec<&'static Column> {
    id.spec().columns.iter().filter(|column| column.public).collect()
}

impl Open<'_> {
    /// With a BOM, as all open CSV.
    pub fn csv(self) -> Vec<u8> {
        let mut out = csv::Writer::from_writer("\u{FEFF}".as_bytes().to_vec());
        // Writing to memory does not fail.
        let _ = out.write_record(names(&self.columns, self.extra));
        for row in self.rows {
            let _ = out.write_record(row.iter().map(|cell| defuse(cell).into_owned()));
        }
        out.into_inner().unwrap_or_default()
    }

    /// A list of objects; counts are numbers, decimals keep their digits as texts, empty cells are null.
    pub fn json(self) -> Vec<u8> {
        let names: Vec<&str> = names(&self.columns, self.extra).collect();
        let mut bytes = Vec::new();
        let mut writer = serde_json::Serializer::pretty(&mut bytes);
        // Texts and numbers always serialise, and memory takes them.
        let _ = Serializer::collect_seq(
            &mut writer,
            self.rows.map(|row| Object { names: &names, columns: &self.columns, row }),
        );
        bytes.push(b'\n');
        bytes
    }
}

fn names<'o>(columns: &'o [&'static Column], extra: &'o [String]) -> impl Iterator<Item = &'o str> {
    columns.iter().map(|column| column.name).chain(extra.iter().map(String::as_str))
}

/// A row with the names of its columns.
struct Object<'o> {
    names: &'o [&'o str],
    columns: &'o [&'static Column],
    row: Row<'o>,
}

impl Serialize for Object<'_> {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        let mut object = out.serialize_map(Some(self.row.len()))?;
        for (at, (name, cell)) in self.names.iter().zip(&self.row).enumerate() {
            let is_count = self.columns.get(at).is_some_and(|column| column.kind == Kind::Count);
            match cell.parse::<u64>() {
                _ if cell.is_empty() => object.serialize_entry(name, &())?,
                Ok(number) if is_count => object.serialize_entry(name, &number)?,
                _ => object.serialize_entry(name, cell)?,
            }
        }
        object.end()
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
