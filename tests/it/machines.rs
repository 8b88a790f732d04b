//! What programs read of the site: the head of a page, JSON-LD, feed, sitemap, robots, redirects.

use serde_json::Value;

use crate::harness::{Outcome, Project, project};

const CO: &str = "content/articles/co.md";

#[track_caller]
fn site(project: &Project) -> Outcome {
    project.run(&["build", "--no-print"]).succeeds()
}

/// The contents of a page's meta elements of a name (`name` or `property`), in order.
fn meta<'a>(html: &'a str, name: &str) -> Vec<&'a str> {
    let attributes = [format!("<meta name=\"{name}\" "), format!("<meta property=\"{name}\" ")];
    let tags = html.split('\n').filter(|line| attributes.iter().any(|start| line.starts_with(start)));
    tags.filter_map(|tag| tag.split("content=\"").nth(1)?.split('"').next()).collect()
}

/// The one JSON-LD object of a page.
#[track_caller]
fn json_ld(html: &str) -> Value {
    let scripts: Vec<&str> = html.split("<script type=\"application/ld+json\">").skip(1).collect();
    assert_eq!(scripts.len(), 1);
    serde_json::from_str(scripts[0].split("</script>").next().unwrap()).unwrap()
}

#[test]
fn an_article_carries_the_meta_tags_of_government_websites() {
    let project = project("small")
        .edit("banbao.toml", "[organisation]", "[footer]\nsite_id = \"5303000001\"\n\n[organisation]")
        .edit("banbao.toml", "short =", "source_unit = \"小镇人民政府\"\nshort =");
    let html = site(&project).file("public/a/co/index.html");
    for (name, content) in [
        ("SiteName", "小镇健康教育宣传栏"),
        ("SiteDomain", "jk.example.com"),
        ("SiteIDCode", "5303000001"),
        ("ColumnName", "安全与急救"),
        ("ArticleTitle", "烤火取暖，窗留一条缝"),
        ("PubDate", "2026-10-12 00:00"),
        ("ContentSource", "小镇人民政府"),
        ("Keywords", "安全与急救"),
        ("Author", "小镇爱国卫生运动委员会办公室"),
        ("Image", "https://jk.example.com/a/co/card.png"),
        ("Url", "https://jk.example.com/a/co/"),
        ("og:type", "article"),
        ("og:locale", "zh_CN"),
        ("article:published_time", "2026-10-12"),
    ] {
        assert_eq!(meta(&html, name), [content], "{name}");
    }
    assert_eq!(meta(&html, "Description").len(), 1);
    assert!(meta(&html, "description").is_empty(), "one description a page, whatever its capitals");
}

#[test]
fn what_nobody_configured_is_not_there() {
    let project =
        project("small").write("content/articles/bare.md", "+++\ntitle = \"只有题目\"\n+++\n\n正文。\n");
    let html = site(&project).file("public/a/bare/index.html");
    for name in ["SiteIDCode", "ContentSource", "PubDate", "Author", "Keywords", "ColumnName"] {
        assert!(meta(&html, name).is_empty(), "{name}");
    }
    let page = json_ld(&html);
    for (object, keys) in [
        (&page, &["lastReviewed", "reviewedBy"][..]),
        (&page["mainEntity"], &["datePublished", "dateModified", "expires", "citation", "articleSection"]),
        (&page["mainEntity"]["publisher"], &["telephone", "address"]),
    ] {
        assert!(object.is_object());
        for key in keys {
            assert!(object.get(key).is_none(), "{key}");
        }
    }
}

#[test]
fn columns_name_themselves_and_the_pages_in_them() {
    let outcome = site(&project("small"));
    let column = |path: &str| meta(&outcome.file(path), "ColumnName").concat();
    assert_eq!(column("public/t/safety/index.html"), "安全与急救");
    assert_eq!(column("public/b/001/index.html"), column("public/b/index.html"));
    assert_eq!(column("public/e/036/index.html"), column("public/e/index.html"));
    assert_eq!(column("public/index.html"), "");
    assert_eq!(meta(&outcome.file("public/t/safety/index.html"), "ColumnDescription").len(), 1);
}

#[test]
fn json_ld_says_who_reviewed_an_article_and_when() {
    let page = json_ld(&site(&project("small")).file("public/a/co/index.html"));
    assert_eq!(page["@context"], "https://schema.org");
    assert_eq!(page["@type"], "MedicalWebPage");
    assert_eq!(page["url"], "https://jk.example.com/a/co/");
    assert_eq!(page["lastReviewed"], "2026-10-20");
    assert_eq!(page["reviewedBy"]["@type"], "Organization");
    assert_eq!(page["reviewedBy"]["name"], "小镇卫生院全科门诊");
    let article = &page["mainEntity"];
    assert_eq!(article["@type"], "Article");
    assert_eq!(article["headline"], "烤火取暖，窗留一条缝");
    assert_eq!(article["datePublished"], "2026-10-12");
    assert_eq!(article["expires"], "2027-10-12");
    assert_eq!(article["publisher"]["name"], "小镇爱国卫生运动委员会办公室");
    assert_eq!(article["citation"][0], "《中国公民健康素养——基本知识与技能（2024年版）》");
}

#[test]
fn json_ld_of_a_translation_leads_to_the_original() {
    let text = "+++\ntitle = \"Open a window\"\n+++\n\nLeave a gap.\n";
    let outcome = site(&project("small").write("content/articles/co.en.md", text));
    let page = json_ld(&outcome.file("public/a/co/en/index.html"));
    assert_eq!(page["inLanguage"], "en");
    assert_eq!(page["mainEntity"]["translationOfWork"]["@id"], "https://jk.example.com/a/co/");
}

#[test]
fn every_page_to_be_found_says_what_it_is() {
    let outcome = site(&project("small"));
    let kinds = [
        ("public/index.html", "WebSite"),
        ("public/b/001/index.html", "CollectionPage"),
        ("public/t/index.html", "CollectionPage"),
        ("public/p/about/index.html", "WebPage"),
    ];
    for (path, kind) in kinds {
        assert_eq!(json_ld(&outcome.file(path))["@type"], kind, "{path}");
    }
    assert!(!outcome.file("public/404.html").contains("ld+json"), "what is not to be found says nothing");
}

#[test]
fn the_overview_of_the_campaign_says_where_its_data_are() {
    let campaign = "content/campaign/campaign.toml";
    let outcome = site(&project("small").edit(campaign, "intro =", "as_of = \"2026-09-30\"\nintro ="));
    let data = json_ld(&outcome.file("public/progress/index.html"))["mainEntity"].clone();
    assert_eq!(data["@type"], "Dataset");
    assert_eq!(data["name"], "创建国家卫生县工作进展");
    assert_eq!(data["description"], "这里的数字都来自同一份报告。");
    assert_eq!(data["dateModified"], "2026-09-30");
    assert!(!data["creator"]["name"].as_str().unwrap().is_empty());
    let files = data["distribution"].as_array().unwrap();
    for file in files {
        let path = file["contentUrl"].as_str().unwrap().strip_prefix("https://jk.example.com/").unwrap();
        assert!(outcome.has(&format!("public/{path}")), "{path}");
    }
    assert_eq!(files.len(), 3, "figures as CSV and JSON, and what they mean");
    let undated = json_ld(&site(&project("small")).file("public/progress/index.html"));
    assert!(undated["mainEntity"].get("dateModified").is_none(), "no day is invented");
}

#[test]
fn a_title_cannot_end_the_script_of_data() {
    let project = project("small").edit(CO, "烤火取暖，窗留一条缝", "</script><b>烤火 & 窗<!--");
    let html = site(&project).file("public/a/co/index.html");
    assert_eq!(html.matches("</script>").count(), html.matches("<script").count());
    assert_eq!(json_ld(&html)["name"], "</script><b>烤火 & 窗<!--");
}

#[test]
fn robots_are_led_to_the_sitemap() {
    let robots = site(&project("small")).file("public/robots.txt");
    assert_eq!(robots, "User-agent: *\nAllow: /\n\nSitemap: https://jk.example.com/sitemap.xml\n");
}

#[test]
fn the_sitemap_says_when_pages_changed() {
    let text = "+++\ntitle = \"Open a window\"\n+++\n\nLeave a gap.\n";
    let project = project("small").write("content/articles/co.en.md", text);
    let sitemap = site(&project).file("public/sitemap.xml");
    let entry = |path: &str| {
        let loc = format!("<loc>https://jk.example.com/{path}</loc>");
        let rest = sitemap.split(&loc).nth(1).unwrap_or_else(|| panic!("{path} is missing"));
        rest.split("</url>").next().unwrap().to_owned()
    };
    assert!(entry("a/co/").contains("<lastmod>2026-10-12</lastmod>"));
    assert!(entry("a/co/").contains("hreflang=\"en\" href=\"https://jk.example.com/a/co/en/\""));
    assert!(!entry("a/quit/").contains("hreflang"));
    // The alert of 20 November is on the boards since then.
    assert!(entry("b/001/").contains("<lastmod>2026-11-20</lastmod>"));
    assert!(entry("e/036/").contains("<lastmod>2026-11-01</lastmod>"));
    assert!(entry("t/safety/").contains("<lastmod>2026-10-"));
    let before = site(&project.today("2026-10-31")).file("public/sitemap.xml");
    assert!(!before.contains("<lastmod>2026-11"), "no day to come");
}

#[test]
fn the_feed_holds_as_many_entries_as_configured() {
    let project =
        project("small").edit("banbao.toml", "[editions]", "[site]\nfeed_entries = 3\n\n[editions]");
    let feed = site(&project).file("public/feed.xml");
    assert_eq!(feed.matches("<entry>").count(), 3);
    assert!(feed.contains("xml:base=\"https://jk.example.com/a/"), "marks in a text lead to its page");
}

/// The ids of a feed's entries, in order.
fn ids(feed: &str) -> Vec<&str> {
    let entries = feed.split("<entry>").skip(1);
    entries.filter_map(|entry| entry.split("<id>").nth(1)?.split("</id>").next()).collect()
}

#[test]
fn the_feed_tells_of_valid_alerts_and_of_editions_that_have_begun() {
    let feed = |today| site(&project("small").today(today)).file("public/feed.xml");
    let (alert, edition) = ("https://jk.example.com/#alert-cold-wave", "https://jk.example.com/e/036/");
    let now = feed("2026-11-23");
    assert_eq!(ids(&now)[..2], [alert, edition], "the newest first");
    assert!(now.contains("<title>紧急提示：") && now.contains("<title>第36期：平安过冬</title>"), "{now}");
    assert!(now.contains("<updated>2026-11-20T00:00:00+08:00</updated>"));
    let before = feed("2026-10-31");
    assert!(!ids(&before).contains(&alert) && !ids(&before).contains(&edition), "{before}");
    assert!(ids(&before).contains(&"https://jk.example.com/e/035/"));
    assert!(!ids(&feed("2026-12-01")).contains(&alert), "it is over");
}

#[test]
fn a_redirect_needs_no_script_and_names_its_target() {
    let with = "date = 2026-10-12\naliases = [\"/old/co/\"]\n";
    let html = site(&project("small").edit(CO, "date = 2026-10-12\n", with)).file("public/old/co/index.html");
    assert!(html.contains("<link rel=\"canonical\" href=\"https://jk.example.com/a/co/\">"));
    assert!(html.contains("<meta http-equiv=\"refresh\" content=\"0; url=../../a/co/\">"));
    assert!(html.contains("<a class=\"button\" href=\"../../a/co/\">"));
    assert_eq!(meta(&html, "robots"), ["noindex"]);
    assert!(!html.contains("<script"));
}
