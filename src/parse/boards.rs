//! `content/boards` → rows, and what its columns hold.

use super::table::schema::{Choice, Column, Kind, Spec, column};
use super::table::{self, Names, RawTable};
use crate::diagnostic::Diagnostic;
use crate::inputs::Inputs;

/// How a pack can be laid out.
pub const FORMATS: &[Choice] = &[
    Choice { id: "panels", zh: "A3 挂图", also: &["A3挂图", "挂图", "分页"] },
    Choice { id: "sheet", zh: "整张海报", also: &["大海报", "海报", "整张"] },
];

/// What offices write into a column of ticks: yes, then no.
pub const TICKS: &[Choice] = &[
    Choice { id: "yes", zh: "是", also: &["y", "true", "1", "√", "✓", "有"] },
    Choice { id: "no", zh: "否", also: &["n", "false", "0", "×", "x", "无", "不是"] },
];

const NAME: Column = column("name", "名称", Kind::Text, "宣传栏的名称", "the board's name");

/// The town's notice boards.
pub const BOARDS: Spec = Spec {
    stem: "boards",
    zh: "宣传栏",
    en: "Boards",
    columns: &[
        column(
            "id",
            "编号",
            Kind::Id,
            "1–8 个英文字母或数字，印在栏上，定了不再改",
            "1 to 8 letters or digits; printed on the board, never changed",
        )
        .also(&["栏号", "宣传栏编号"])
        .required()
        .example("001"),
        NAME.also(&["宣传栏名称", "栏名"]).required().example("示例：卫生院门口宣传栏"),
        column(
            "kind",
            "类别",
            Kind::Text,
            "机关、站所、村委会、医院、学校，或自己的叫法",
            "机关, 站所, 村委会, 医院, 学校, or a word of your own",
        )
        .also(&["类型", "单位类别", "场所类别"])
        .required()
        .example("医院"),
        column(
            "village",
            "村",
            Kind::Village,
            "村的名字；空着就是全镇的",
            "the village; empty where it is the town's",
        )
        .also(&["村名", "行政村", "所属村", "所在村"]),
        column("place", "位置", Kind::Text, "挂在什么地方", "where it hangs, in words")
            .also(&["地点", "具体位置", "安装位置", "安装地点"])
            .required()
            .example("大门右侧"),
        column("width_cm", "宽", Kind::Number, "栏框宽多少厘米", "width of the frame, in centimetres")
            .also(&["宽度", "栏宽", "宽厘米"])
            .required()
            .example("240"),
        column("height_cm", "高", Kind::Number, "栏框高多少厘米", "height of the frame, in centimetres")
            .also(&["高度", "栏高", "高厘米"])
            .required()
            .example("120"),
        column(
            "format",
            "版式",
            Kind::Choice(FORMATS),
            "A3 挂图（一篇一张）或整张海报（一张纸上全部文章）",
            "panels (A3 pages, one an article) or sheet (one large page)",
        )
        .required()
        .example("A3 挂图"),
        column(
            "sheet",
            "纸张",
            Kind::Text,
            "整张海报用的纸：a2、a1、60x90 这样；空着就是栏框的大小",
            "paper of a sheet: a2, a1, 60x90; the frame's size if empty",
        )
        .also(&["海报纸张", "海报尺寸"]),
        column(
            "distance_m",
            "阅读距离",
            Kind::Number,
            "人站几米远看，空着是 1",
            "reading distance in metres, 1 if empty",
        )
        .also(&["距离"]),
        column(
            "outdoor",
            "室外",
            Kind::Choice(TICKS),
            "日晒雨淋的写“是”，二维码就更经得起损坏",
            "yes where it hangs in sun and rain: its codes survive more damage",
        )
        .also(&["户外", "是否室外", "是否户外"]),
        column("installed", "设立日期", Kind::Date, "哪天设立的", "the day it was put up").also(&[
            "设立时间",
            "安装日期",
            "安装时间",
            "建成日期",
            "建成时间",
            "启用日期",
        ]),
        column(
            "retired",
            "停用日期",
            Kind::Date,
            "从哪天起不再用；不要删掉整行",
            "not in use from this day on; keep its row",
        )
        .also(&["停用时间", "拆除日期", "拆除时间"]),
        column(
            "languages",
            "另外的语言",
            Kind::Text,
            "另外要用的语言的代号，用空格隔开",
            "tags of further languages, with blanks between them",
        )
        .also(&["语言", "语种"]),
    ],
};

pub fn parse(inputs: &Inputs, out: &mut Vec<Diagnostic>) -> Option<RawTable> {
    let knows = |name: &str| BOARDS.find(name).is_some();
    let names = Names { stem: BOARDS.stem, sheets: &[BOARDS.zh], knows: &knows };
    table::find(inputs, "content/", names, out)
}
