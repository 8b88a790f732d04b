//! The data of what an edition has beside its boards: leaflet, picture for chats, urgent notices, cards.

use serde::Serialize;

use super::text::{BlockData, Text};
use super::title::title_lines;
use super::{
    ArticleData, CodeData, SizeData, TopicData, TypeData, article_data, code, lines, look, root, size, topic,
    type_data,
};
use crate::model::board::Paper;
use crate::model::config::Ink;
use crate::model::edition::Edition;
use crate::model::period::date_label;
use crate::parse::tree::plain;
use crate::plan::Card;
use crate::plan::handouts::{Handout, Notice};
use crate::render::Context;
use crate::render::poster::breaks::Breaks;

#[derive(Serialize)]
struct LeafletRoot<'a> {
    leaflet: LeafletData<'a>,
}

#[derive(Serialize)]
struct LeafletData<'a> {
    page: SizeData,
    #[serde(rename = "type")]
    sizes: TypeData,
    code: CodeData<'a>,
    articles: Vec<ArticleData<'a>>,
    sides: usize,
}

#[derive(Serialize)]
struct ShareRoot<'a> {
    share: ShareData<'a>,
}

#[derive(Serialize)]
struct ShareData<'a> {
    code: CodeData<'a>,
    articles: Vec<ArticleData<'a>>,
}

#[derive(Serialize)]
struct NoticeRoot<'a> {
    notice: NoticeData<'a>,
}

#[derive(Serialize)]
struct NoticeData<'a> {
    title: &'a str,
    title_lines: Vec<String>,
    blocks: Vec<BlockData<'a>>,
    from: String,
    until: String,
    page: SizeData,
    #[serde(rename = "type")]
    sizes: TypeData,
    code: CodeData<'a>,
    /// Default looks, for the parts that ask a topic.
    topic: TopicData<'a>,
}

#[derive(Serialize)]
struct CardRoot<'a> {
    card: CardData<'a>,
}

#[derive(Serialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
enum CardData<'a> {
    Article { article: Box<CardArticle<'a>> },
    Edition { topics: Vec<TopicData<'a>> },
}

#[derive(Serialize)]
struct CardArticle<'a> {
    slug: &'a str,
    title: &'a str,
    title_lines: Vec<String>,
    subtitle: Option<&'a str>,
    topic: TopicData<'a>,
}

/// The data of `leaflet.typ`.
pub fn leaflet(cx: Context, edition: &Edition, handout: &Handout) -> Vec<u8> {
    let leaflet = LeafletData {
        page: size(&Paper::a4()),
        sizes: type_data(handout.sizes),
        code: code(&handout.code, true),
        articles: articles(cx, handout),
        sides: handout.sides,
    };
    root(cx, handout.ink, Some(edition), LeafletRoot { leaflet })
}

/// The data of `share.typ`.
pub fn share(cx: Context, edition: &Edition, handout: &Handout) -> Vec<u8> {
    let share = ShareData { code: code(&handout.code, true), articles: articles(cx, handout) };
    root(cx, Ink::Full, Some(edition), ShareRoot { share })
}

fn articles<'a>(cx: Context<'a>, handout: &'a Handout) -> Vec<ArticleData<'a>> {
    handout.articles.iter().map(|(article, short)| article_data(cx, None, article, short, None)).collect()
}

/// The data of `alert.typ`.
pub fn notice(cx: Context, notice: &Notice) -> Vec<u8> {
    let alert = notice.alert;
    let from = format!("content/alerts/{}.md", alert.id);
    let text = Text { cx, from: &from, document: alert.body.keep(), breaks: Breaks::default() };
    let data = NoticeData {
        title: &alert.title,
        title_lines: title_lines(&alert.title, || plain(alert.body.keep().blocks())),
        blocks: text.below_title(alert.body.keep().blocks()),
        from: date_label(alert.from, cx.site.lang),
        until: date_label(alert.until, cx.site.lang),
        page: size(&notice.paper),
        sizes: type_data(notice.sizes),
        code: code(&notice.code, true),
        topic: topic(cx, None),
    };
    root(cx, notice.ink, None, NoticeRoot { notice: data })
}

/// The data of `card.typ`.
pub fn card(cx: Context, card: Card) -> Vec<u8> {
    match card {
        Card::Article(article) => {
            let article = CardArticle {
                slug: &article.slug,
                title: &article.title,
                title_lines: lines(article),
                subtitle: article.description.as_deref(),
                topic: look(cx, article),
            };
            root(cx, Ink::Full, None, CardRoot { card: CardData::Article { article: Box::new(article) } })
        }
        Card::Edition(edition) => {
            let topics = cx.site.edition_articles(edition).map(|article| look(cx, article)).collect();
            root(cx, Ink::Full, Some(edition), CardRoot { card: CardData::Edition { topics } })
        }
    }
}
