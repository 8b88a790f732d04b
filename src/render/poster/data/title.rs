//! A title → its lines: where a speaker pauses, and lines that are too long for a poster in balanced parts.

/// More lines leave a text no room.
const MOST: usize = 4;
/// A longer line, in ems, is set too small to be read from afar; it is parted into lines of `BROAD` at most.
const LONG: f64 = 10.0;
const BROAD: f64 = 8.0;

/// What two characters that the text has side by side are worth in ems, each time: they are likely one word.
const WORD: f64 = 0.5;
/// The most that they are worth.
const SURELY: f64 = 2.5;

/// A title breaks after its first inner `，`, `：`, `、` or `？`, which the line end replaces but for `？` and `！`.
/// `text` is what stands below it: what belongs together there, is not torn in the title.
pub fn title_lines(title: &str, text: impl Fn() -> String) -> Vec<String> {
    let pause = |c: char| matches!(c, '，' | '：' | '、' | '？' | '！' | ' ');
    let parts = match title.char_indices().find(|(at, c)| *at > 0 && pause(*c)) {
        Some((at, c)) if at + c.len_utf8() < title.len() => {
            let keep = if matches!(c, '？' | '！') { at + c.len_utf8() } else { at };
            vec![&title[..keep], title[at + c.len_utf8()..].trim()]
        }
        _ => vec![title],
    };
    let most = MOST / parts.len();
    parts.into_iter().flat_map(|part| balanced(part, most, &text)).collect()
}

/// A line in as few parts as it needs, of about the same width.
fn balanced(line: &str, most: usize, text: &impl Fn() -> String) -> Vec<String> {
    let all = width(line);
    if all <= LONG {
        return vec![line.to_owned()];
    }
    let count = ((all / BROAD).ceil() as usize).min(most);
    let text = text();
    let (mut parts, mut rest) = (Vec::new(), line);
    for left in (2..=count).rev() {
        let Some(at) = break_near(rest, width(rest) / left as f64, &text) else { break };
        parts.push(rest[..at].trim_end_matches(['，', '、', '：', ' ']).to_owned());
        rest = rest[at..].trim_start();
    }
    parts.push(rest.to_owned());
    parts
}

/// The best place to break a line at about `wanted` ems.
fn break_near(line: &str, wanted: f64, text: &str) -> Option<usize> {
    let mut before = None;
    let mut ems = 0.0;
    let mut best: Option<(f64, usize)> = None;
    for (at, c) in line.char_indices() {
        if let Some(last) = before.filter(|last| may_part(*last, c)) {
            let pair: String = [last, c].iter().collect();
            let word = (text.matches(&pair).count() as f64 * WORD).min(SURELY);
            let cost = (ems - wanted).abs() + word - ease(last, c);
            if best.is_none_or(|(least, _)| cost < least) {
                best = Some((cost, at));
            }
        }
        ems += em(c);
        before = Some(c);
    }
    best.map(|(_, at)| at)
}

/// Words of letters and figures stay whole; no line begins with what closes, or ends with what opens.
fn may_part(last: char, next: char) -> bool {
    let is_word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '%' | '/');
    let joins = "，。、；：？！）》〉」』】”’…—,.;:?!)%]℃·";
    let is_joined = is_word(last) && is_word(next) || joins.contains(next);
    !is_joined && !"（《〈「『【“‘([".contains(last)
}

/// How much further from the middle a break may be for the sake of the words around it, in ems.
fn ease(last: char, next: char) -> f64 {
    match (last, next) {
        ('，' | '、' | '：' | '；' | '？' | '！' | ' ' | '》' | '”', _) => 3.5,
        (_, '的' | '了' | '吗' | '呢' | '们' | '着' | '过' | '得' | '地') => -2.0,
        ('的' | '了', _) | (_, '和' | '与' | '或' | '及' | '《' | '“' | ' ') => 1.2,
        _ if last.is_ascii_alphanumeric() != next.is_ascii_alphanumeric() => 1.2,
        ('不' | '和' | '与' | '或' | '及' | '第' | '一', _) => -1.2,
        _ => 0.0,
    }
}

fn em(c: char) -> f64 {
    if c >= '\u{2E80}' || matches!(c, '“' | '”' | '‘' | '’' | '—' | '…') { 1.0 } else { 0.55 }
}

fn width(text: &str) -> f64 {
    text.chars().map(em).sum()
}

#[cfg(test)]
mod tests {
    use super::title_lines;

    fn lines(title: &str) -> String {
        title_lines(title, || "冬天烤火取暖，取暖要留缝。".to_owned()).join("|")
    }

    #[test]
    fn titles_break_where_a_speaker_pauses() {
        assert_eq!(lines("烤火取暖，窗留一条缝"), "烤火取暖|窗留一条缝");
        assert_eq!(lines("冬天老鼠进屋"), "冬天老鼠进屋");
        assert_eq!(lines("发烧了？先别吃药"), "发烧了？|先别吃药");
    }

    #[test]
    fn long_lines_are_parted_in_balance() {
        assert_eq!(lines("六十五岁以上老人免费体检"), "六十五岁以上|老人免费体检");
        assert_eq!(lines("关于防范野生菌中毒的紧急提示"), "关于防范野生菌|中毒的紧急提示");
        assert_eq!(lines("寒潮将到：全镇群众烧炭取暖必须开窗留缝"), "寒潮将到|全镇群众烧炭|取暖必须开窗留缝");
        assert_eq!(lines("放鞭炮，先看好退路、再点火、点完就走"), "放鞭炮|先看好退路|再点火、点完就走");
        assert_eq!(lines("慢性阻塞性肺疾病COPD患者防治"), "慢性阻塞性肺疾病|COPD患者防治");
    }

    #[test]
    fn no_title_has_more_than_four_lines() {
        assert_eq!(title_lines(&"很长".repeat(40), String::new).len(), 4);
        assert_eq!(
            title_lines(&format!("{}，{}", "很长".repeat(20), "很长".repeat(20)), String::new).len(),
            4
        );
    }
}
