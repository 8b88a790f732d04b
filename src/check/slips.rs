//! Lines that were meant as Markdown and are none, for want of a space or by a full-width sign: they are printed as they stand.

use crate::diagnostic::{Code, Diagnostic};
use crate::parse::body::Body;
use crate::source::Span;

/// What callouts there are, in capitals.
const CALLOUTS: [&str; 5] = ["NOTE", "TIP", "IMPORTANT", "WARNING", "CAUTION"];

/// Says of each such line what is wrong with it.
pub fn check(body: &Body, out: &mut Vec<Diagnostic>) {
    let (text, offset) = (body.markdown(), body.head().len());
    let (mut fence, mut was_item, mut next) = (None, false, 0);
    let ends = memchr::memchr_iter(b'\n', text.as_bytes()).map(|at| at + 1);
    for end in ends.chain([text.len()]) {
        let start = std::mem::replace(&mut next, end);
        if !may_be_amiss(&text.as_bytes()[start..end]) {
            was_item = false;
            continue;
        }
        let line = &text[start..end];
        let own = line.trim_start_matches(' ');
        let at = offset + start + (line.len() - own.len());
        let mark = own.get(..3).filter(|mark| matches!(*mark, "```" | "~~~"));
        if mark.is_some() && (fence.is_none() || fence == mark) {
            fence = if fence.is_none() { mark } else { None };
        }
        // Code is meant as it stands: fenced, or indented by four.
        if fence.is_some() || line.len() - own.len() > 3 {
            continue;
        }
        let own = own.trim_end();
        let is_item = is_item(own);
        if let Some(cause) = slip(own).or_else(|| (is_item && was_item).then_some("item")) {
            out.push(Code::MarkdownSlip.at(Span::new(body.file(), at..at + own.len())).with("cause", cause));
        }
        was_item = is_item;
    }
}

/// Whether a closer look is worth it: most lines begin as running text, lists and tables do.
fn may_be_amiss(line: &[u8]) -> bool {
    match line {
        [b'`' | b'~' | b' ' | b'#' | b'0'..=b'9' | b'>' | b'{', ..] => true,
        // The first byte of full-width signs.
        [0xEF, ..] => true,
        _ => false,
    }
}

/// `1、` begins no list: the next such line runs on in the same paragraph.
fn is_item(line: &str) -> bool {
    let rest = line.trim_start_matches(|c: char| c.is_ascii_digit());
    rest.len() < line.len() && rest.starts_with('、')
}

/// What a line, without its indentation, was meant to be.
fn slip(line: &str) -> Option<&'static str> {
    match line.bytes().next()? {
        b'#' => {
            let rest = line.trim_start_matches('#');
            let is_heading = line.len() - rest.len() <= 6 && rest.starts_with(|c: char| c >= '\u{2E80}');
            is_heading.then_some("heading")
        }
        b'0'..=b'9' => {
            let rest = line.trim_start_matches(|c: char| c.is_ascii_digit()).strip_prefix('.')?;
            rest.starts_with(|c: char| c >= '\u{2E80}').then_some("list")
        }
        b'>' => {
            let rest = line[1..].trim_start();
            if rest.starts_with("[！") || rest.starts_with("【!") || rest.starts_with("【！") {
                return Some("callout");
            }
            let (word, after) = rest.strip_prefix("[!")?.split_once(']')?;
            let is_known = CALLOUTS.contains(&word.to_ascii_uppercase().as_str());
            (!is_known || !after.trim().is_empty()).then_some("callout")
        }
        b'{' => {
            let is_shortcode = ["{{<", "{{%", "{%", "{{ "].iter().any(|start| line.starts_with(start));
            is_shortcode.then_some("shortcode")
        }
        0xEF if line.starts_with('＃') => Some("heading"),
        0xEF if line.starts_with("！[") => Some("picture"),
        0xEF if line.starts_with('＞') => Some("quote"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{is_item, slip};

    #[test]
    fn slips_are_told_from_what_is_meant() {
        for (line, cause) in [
            ("##小标题", "heading"),
            ("＃＃ 小标题", "heading"),
            ("1.洗手", "list"),
            ("> [!DANGER]", "callout"),
            ("> [!TIP] 这样做", "callout"),
            ("> [！TIP]", "callout"),
            ("！[图](a.png)", "picture"),
            ("＞ 引用", "quote"),
            ("{{< figure src=\"a.png\" >}}", "shortcode"),
            ("{{ youtube(id=\"a\") }}", "shortcode"),
            ("{% alert() %}", "shortcode"),
        ] {
            assert_eq!(slip(line), Some(cause), "{line}");
        }
        for line in [
            "## 小标题",
            "#1",
            "1. 洗手",
            "1.5 米",
            "3.14",
            "> [!TIP]",
            "> [!tip]",
            "> 引用",
            "（一）",
            "{甲}",
            "",
        ] {
            assert_eq!(slip(line), None, "{line}");
        }
        assert!(is_item("1、洗手") && !is_item("、洗手") && !is_item("1 、"));
    }
}
