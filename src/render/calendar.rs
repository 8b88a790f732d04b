//! `calendar.ics` (RFC 5545): the days on which boards change their edition, for the office's and residents' calendars.

use icalendar::{Calendar, Component, Event, Property};

use super::Context;
use crate::model::edition::Edition;

pub fn ics(cx: Context) -> Vec<u8> {
    let mut calendar = Calendar::new();
    calendar.name(&cx.site.config.name);
    for edition in &cx.site.editions {
        calendar.push(event(cx, edition));
    }
    calendar.done().to_string().into_bytes()
}

fn event(cx: Context, edition: &Edition) -> Event {
    let site = cx.site;
    let messages = cx.theme.messages(site.lang);
    let number = edition.number.to_string();
    let args = [("number", number.as_str()), ("title", edition.title.as_str())];
    let url = format!("{}/e/{}/", cx.base_url, edition.id());
    let day = |date: jiff::civil::Date| date.strftime("%Y%m%d").to_string();
    let date = |name: &str, date| Property::new(name, day(date)).add_parameter("VALUE", "DATE").done();
    let start = edition.period.start;
    // The stamp says when the entry was made; the clock is the run's date, so that equal inputs give equal files.
    Event::new()
        .uid(&format!("edition-{}@{}", edition.id(), site.config.base_url.host()))
        .summary(&messages.web("calendar_summary", &args))
        .description(&messages.web("calendar_description", &[("period", &edition.period.label(site.lang))]))
        .url(&url)
        .append_property(date("DTSTART", start))
        .append_property(date("DTEND", start.tomorrow().unwrap_or(start)))
        .add_property("DTSTAMP", format!("{}T000000Z", day(start)))
        .add_property("TRANSP", "TRANSPARENT")
        .done()
}
