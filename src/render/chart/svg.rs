//! The pen: shapes and letters with their classes and, for paper, their colours.

use pulldown_cmark_escape::escape_html;

/// Units from edge to edge.
pub const WIDTH: f64 = 300.0;
/// Height of letters. On the narrowest phone (320 px) they come out at 14 px.
pub const LETTERS: f64 = 18.0;
/// From one line of letters to the next.
pub const LEADING: f64 = 23.0;

const INK: &str = "#17211d";
const BAR: &str = "#0b7a62";
const LINE: &str = "#78847d";

/// How many fills and strokes tell each other apart without colour.
pub const TONES: usize = 6;

/// Dashes of lines, by tone.
const DASHES: [&str; TONES] = ["", "7 4", "2 4", "10 4 2 4", "1 3", "12 3"];

/// Where a text stands against its point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Anchor {
    Start,
    Middle,
    End,
}

/// A drawing that grows downwards.
pub struct Drawing {
    id: String,
    body: String,
    patterns: [bool; TONES],
    pub height: f64,
}

impl Drawing {
    pub fn new(id: &str) -> Drawing {
        Drawing { id: id.to_owned(), body: String::new(), patterns: [false; TONES], height: 0.0 }
    }

    pub fn text(&mut self, (x, y): (f64, f64), anchor: Anchor, text: &str) {
        self.letters((x, y), anchor, "", text);
    }

    /// A number, heavier than the words around it.
    pub fn amount(&mut self, (x, y): (f64, f64), anchor: Anchor, text: &str) {
        self.letters((x, y), anchor, " class=\"amount\" font-weight=\"bold\"", text);
    }

    fn letters(&mut self, (x, y): (f64, f64), anchor: Anchor, attributes: &str, text: &str) {
        let anchor = match anchor {
            Anchor::Start => "",
            Anchor::Middle => " text-anchor=\"middle\"",
            Anchor::End => " text-anchor=\"end\"",
        };
        let (x, y) = (short(x), short(y));
        self.body
            .push_str(&format!("<text x=\"{x}\" y=\"{y}\"{anchor}{attributes}>{}</text>\n", escape(text)));
    }

    /// A filled area. Tone 0 is solid; the others are patterns on white with an outline.
    pub fn area(&mut self, (x, y): (f64, f64), (width, height): (f64, f64), tone: usize) {
        let tone = tone % TONES;
        let fill = if tone == 0 {
            format!("class=\"solid\" fill=\"{BAR}\"")
        } else {
            self.patterns[tone] = true;
            format!(
                "class=\"patterned\" fill=\"url(#{}-tone-{tone})\" stroke=\"{BAR}\" stroke-width=\"1.2\"",
                self.id
            )
        };
        let [x, y, width, height] = [x, y, width.max(0.0), height.max(0.0)].map(short);
        self.body.push_str(&format!(
            "<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" rx=\"2\" {fill}/>\n"
        ));
    }

    /// The room that an area could fill.
    pub fn track(&mut self, (x, y): (f64, f64), (width, height): (f64, f64)) {
        let [x, y, width, height] = [x, y, width, height].map(short);
        self.body.push_str(&format!(
            "<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" rx=\"2\" class=\"track\" fill=\"none\" \
             stroke=\"{LINE}\"/>\n"
        ));
    }

    /// An axis or a mark that must be seen.
    pub fn axis(&mut self, from: (f64, f64), to: (f64, f64)) {
        self.rule("axis", from, to, &format!("stroke=\"{LINE}\" stroke-width=\"1.2\""));
    }

    /// A line of the grid.
    pub fn grid(&mut self, from: (f64, f64), to: (f64, f64)) {
        self.rule("grid", from, to, "stroke=\"#dedbcd\"");
    }

    /// Where a goal lies.
    pub fn goal(&mut self, from: (f64, f64), to: (f64, f64)) {
        self.rule("goal", from, to, &format!("stroke=\"{INK}\" stroke-width=\"3\""));
    }

    fn rule(&mut self, class: &str, from: (f64, f64), to: (f64, f64), stroke: &str) {
        let [x1, y1, x2, y2] = [from.0, from.1, to.0, to.1].map(short);
        self.body.push_str(&format!("<path d=\"M{x1} {y1}L{x2} {y2}\" class=\"{class}\" {stroke}/>\n"));
    }

    /// A line through points, with a marker at each; tones differ by dash and marker.
    pub fn line(&mut self, points: &[(f64, f64)], tone: usize) {
        let tone = tone % TONES;
        let path: Vec<String> = points.iter().map(|(x, y)| format!("{} {}", short(*x), short(*y))).collect();
        if points.len() > 1 {
            let dash = match DASHES[tone] {
                "" => String::new(),
                dash => format!(" stroke-dasharray=\"{dash}\""),
            };
            self.body.push_str(&format!(
                "<path d=\"M{}\" class=\"line\" fill=\"none\" stroke=\"{BAR}\" stroke-width=\"2.4\"{dash}/>\n",
                path.join("L")
            ));
        }
        for point in points {
            self.marker(*point, tone, 4.6);
        }
    }

    /// A small sign: disc, ring, square, triangle, cross, diamond.
    pub fn marker(&mut self, (x, y): (f64, f64), tone: usize, r: f64) {
        let tone = tone % TONES;
        let [cx, cy, radius] = [x, y, r].map(short);
        let at = |dx: f64, dy: f64| format!("{} {}", short(x + dx * r), short(y + dy * r));
        let filled = format!("class=\"solid\" fill=\"{BAR}\"");
        let hollow = format!("class=\"hollow\" fill=\"#fff\" stroke=\"{BAR}\" stroke-width=\"2\"");
        let path = |points: &[(f64, f64)], look: &str| {
            let points: Vec<String> = points.iter().map(|(dx, dy)| at(*dx, *dy)).collect();
            format!("<path d=\"M{}Z\" {look}/>\n", points.join("L"))
        };
        let square = [(-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9)];
        let shape = match tone {
            0 => format!("<circle cx=\"{cx}\" cy=\"{cy}\" r=\"{radius}\" {filled}/>\n"),
            1 => format!("<circle cx=\"{cx}\" cy=\"{cy}\" r=\"{}\" {hollow}/>\n", short(r * 0.85)),
            2 => path(&square, &filled),
            3 => path(&[(0.0, -1.1), (1.1, 0.9), (-1.1, 0.9)], &filled),
            4 => format!(
                "<path d=\"M{}L{}M{}L{}\" class=\"line\" fill=\"none\" stroke=\"{BAR}\" stroke-width=\"2.4\"/>\n",
                at(-0.9, -0.9),
                at(0.9, 0.9),
                at(0.9, -0.9),
                at(-0.9, 0.9)
            ),
            _ => path(&[(0.0, -1.2), (1.2, 0.0), (0.0, 1.2), (-1.2, 0.0)], &hollow),
        };
        self.body.push_str(&shape);
    }

    /// What the tones mean, in as many lines as it takes, from `height` on; signs are drawn by `sign`.
    pub fn legend(&mut self, names: &[String], sign: impl Fn(&mut Drawing, (f64, f64), usize)) {
        let mut x = 0.0;
        let mut y = self.height;
        for (tone, name) in names.iter().enumerate() {
            let wide = 30.0 + width(name) + 14.0;
            if x > 0.0 && x + wide - 14.0 > WIDTH {
                x = 0.0;
                y += 27.0;
            }
            sign(self, (x, y), tone);
            self.text((x + 29.0, y + 17.0), Anchor::Start, name);
            x += wide;
        }
        self.height = y + 34.0;
    }

    /// The document. Its words come first, so that they are read first.
    pub fn finish(self, title: &str, description: &str) -> String {
        let id = &self.id;
        let height = short(self.height);
        let patterns: String =
            (1..TONES).filter(|tone| self.patterns[*tone]).map(|tone| pattern(id, tone)).collect();
        let defs = if patterns.is_empty() { String::new() } else { format!("<defs>{patterns}</defs>\n") };
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" role=\"img\" \
             aria-labelledby=\"{id}-title {id}-desc\" font-family=\"Noto Sans CJK SC\" font-size=\"{LETTERS}\" \
             fill=\"{INK}\">\n<title id=\"{id}-title\">{}</title>\n<desc id=\"{id}-desc\">{}</desc>\n{defs}{}</svg>",
            escape(title),
            escape(description),
            self.body
        )
    }
}

fn pattern(id: &str, tone: usize) -> String {
    let lines = match tone {
        1 => "M-2 2L2 -2M0 8L8 0M6 10L10 6",
        2 => "M4 3v2M0 7v2M8 7v2M0 -1v2M8 -1v2",
        3 => "M0 2H8M0 6H8",
        4 => "M0 0L8 8M0 8L8 0",
        _ => "",
    };
    format!(
        "<pattern id=\"{id}-tone-{tone}\" width=\"8\" height=\"8\" patternUnits=\"userSpaceOnUse\">\
         <rect width=\"8\" height=\"8\" class=\"ground\" fill=\"#fff\"/>\
         <path d=\"{lines}\" class=\"line\" fill=\"none\" stroke=\"{BAR}\" stroke-width=\"2\"/></pattern>"
    )
}

/// A tenth of a unit is finer than any screen.
pub fn short(number: f64) -> String {
    let rounded = (number * 10.0).round() / 10.0;
    // Minus nought is nought.
    format!("{}", rounded + 0.0)
}

fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    // Writing to a string does not fail.
    let _ = escape_html(&mut out, text);
    out
}

/// About how wide letters are: a Han character is an em, most others are a little more than half of one.
pub fn width(text: &str) -> f64 {
    text.chars().map(|c| if c > '\u{2e7f}' { LETTERS } else { LETTERS * 0.58 }).sum()
}

/// A label in lines that fit, about as long as each other.
pub fn wrap(text: &str, room: f64) -> Vec<String> {
    let whole = width(text);
    let count = (whole / room.max(LETTERS)).ceil().max(1.0);
    let even = if count > 1.0 { (whole / count + LETTERS).min(room) } else { room };
    let mut lines = vec![String::new()];
    let mut used = 0.0;
    for c in text.chars() {
        let wide = width(c.encode_utf8(&mut [0; 4]));
        // Closing punctuation begins no line.
        if used + wide > even && !"、，。；：）》”".contains(c) {
            lines.push(String::new());
            used = 0.0;
        }
        used += wide;
        if let Some(line) = lines.last_mut() {
            line.push(c);
        }
    }
    lines
}
