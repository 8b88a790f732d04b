//! Titles by their sound: all readings of every Han character, and the initials that people type for them.

use std::collections::BTreeSet;

use pinyin::ToPinyinMulti;

use super::fold::is_word;

/// Readings of a folded character without tones, `v` for ü as on keyboards; none for what has no sound.
fn readings(c: char) -> Vec<String> {
    let mut readings: Vec<String> = Vec::new();
    for sound in c.to_pinyin_multi().into_iter().flatten() {
        let sound = sound.plain().replace('ü', "v");
        if sound.is_ascii() && !readings.contains(&sound) {
            readings.push(sound);
        }
    }
    readings
}

/// The readings of a folded text, an entry a letter that is no word's, parted by spaces: `gao xue/xie ya`; `-` for none.
pub fn spelled(folded: &[char]) -> String {
    let letters = folded.iter().filter(|c| !is_word(**c));
    let entries: Vec<String> = letters
        .map(|c| {
            let readings = readings(*c);
            if readings.is_empty() { "-".to_owned() } else { readings.join("/") }
        })
        .collect();
    entries.join(" ")
}

/// Two and three neighbouring initials, of every reading.
pub fn initials(folded: &[char]) -> BTreeSet<String> {
    let mut grams = BTreeSet::new();
    let mut before: [Vec<char>; 2] = Default::default();
    for c in folded {
        let sounds = if is_word(*c) { Vec::new() } else { readings(*c) };
        let now: BTreeSet<char> = sounds.iter().filter_map(|sound| sound.chars().next()).collect();
        for last in &now {
            for middle in &before[1] {
                grams.insert(format!("{middle}{last}"));
                grams.extend(before[0].iter().map(|first| format!("{first}{middle}{last}")));
            }
        }
        before.swap(0, 1);
        before[1] = now.into_iter().collect();
    }
    grams
}

#[cfg(test)]
mod tests {
    use super::{initials, spelled};

    #[test]
    fn every_reading_counts() {
        let folded: Vec<char> = "重阳120".chars().collect();
        let spelled = spelled(&folded);
        assert!(spelled.starts_with("zhong/chong") && spelled.ends_with(" yang"), "{spelled}");
        let initials = initials(&folded);
        assert!(initials.contains("cy") && initials.contains("zy"), "{initials:?}");
    }
}
