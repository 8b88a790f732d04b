//! The campaign's tables, column by column.

use crate::parse::table::schema::{Choice, Column, Kind, Spec, column};

/// Which table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TableId {
    Figures,
    Series,
    Events,
    Inspections,
    Problems,
    Contests,
    Milestones,
    Grid,
    Corrections,
}

impl TableId {
    pub const ALL: [TableId; 9] = [
        TableId::Figures,
        TableId::Series,
        TableId::Events,
        TableId::Inspections,
        TableId::Problems,
        TableId::Contests,
        TableId::Milestones,
        TableId::Grid,
        TableId::Corrections,
    ];

    pub fn spec(self) -> &'static Spec {
        match self {
            TableId::Figures => &FIGURES,
            TableId::Series => &SERIES,
            TableId::Events => &EVENTS,
            TableId::Inspections => &INSPECTIONS,
            TableId::Problems => &PROBLEMS,
            TableId::Contests => &CONTESTS,
            TableId::Milestones => &MILESTONES,
            TableId::Grid => &GRID,
            TableId::Corrections => &CORRECTIONS,
        }
    }

    /// The file's name without its ending, and the table's name in `campaign.toml`: `events`.
    pub fn stem(self) -> &'static str {
        self.spec().stem
    }

    pub fn from_stem(stem: &str) -> Option<TableId> {
        TableId::ALL.into_iter().find(|table| table.stem() == stem)
    }
}

const AREA: Column =
    column("area", "工作领域", Kind::Area, "campaign.toml 里某个领域的名字", "an area of campaign.toml")
        .also(&["领域"])
        .example("健康教育");
const UNIT: Column = column(
    "unit",
    "单位",
    Kind::Unit,
    "人、人次、户次、场次、万元等，不同的单位不相加",
    "人, 人次, 户次, 万元 …; different units are never added",
)
.also(&["计量单位"])
.example("份");
const QUALIFIER: Column = column(
    "qualifier",
    "余",
    Kind::Text,
    "原文写“余”的，这里写“余”",
    "`余` where the document says so: a little more",
);
const VILLAGE: Column = column("village", "村", Kind::Village, "村的名字", "the village")
    .also(&["村委会", "村名", "行政村", "所属村"])
    .example("示例村");
const NOTE: Column = column("note", "备注", Kind::Text, "要公开的说明", "a remark for the public");
const SOURCE: Column =
    column("source", "出处", Kind::Text, "文件里的原话", "the phrase of the document it comes from")
        .also(&["原文", "来源"])
        .example("示例：发放宣传资料200份");
const AS_OF: Column =
    column("as_of", "截至", Kind::Text, "数字截至哪天", "the day the number stands for").also(&["截止日期"]);
const REMARK: Column = column(
    "remark",
    "内部备注",
    Kind::Text,
    "内部备注，从不公开",
    "the office's own remark; never leaves the office",
)
.private();

const FIGURES: Spec = Spec {
    stem: "figures",
    zh: "指标",
    en: "Figures",
    columns: &[
        AREA.required(),
        column("id", "编号", Kind::Id, "小写字母、数字和 -，不重复", "small letters, digits and `-`; unique")
            .also(&["代号"])
            .required()
            .example("leaflets"),
        column("indicator", "指标", Kind::Text, "指标的名字", "what is counted")
            .also(&["指标名称"])
            .required()
            .example("健康宣传资料"),
        column("value", "数值", Kind::Number, "数字，照原文的位数", "the number, with the document's digits")
            .also(&["数量"])
            .required()
            .example("200"),
        QUALIFIER,
        UNIT.required(),
        column("period", "时段", Kind::Text, "数字说的是哪一段时间", "the time the number covers")
            .also(&["时间"]),
        SOURCE.required(),
        AS_OF,
        column("target", "目标", Kind::Text, "目标值，单位相同", "the target, in the same unit"),
        NOTE,
    ],
};

const SERIES: Spec = Spec {
    stem: "series",
    zh: "逐期数据",
    en: "Series",
    columns: &[
        column(
            "series",
            "编号",
            Kind::Id,
            "同一条线的各行写同一个编号",
            "the same id on all rows of one line",
        )
        .required()
        .example("leaflets-by-month"),
        column("title", "名称", Kind::Text, "写在第一行就够了", "enough on the first row")
            .also(&["指标"])
            .example("发放宣传资料"),
        AREA,
        column(
            "period",
            "时段",
            Kind::Period,
            "年（2026）、月（2026-03）或期（第31期）",
            "a year (2026), a month (2026-03) or an edition (第31期)",
        )
        .also(&["时间", "年月", "年份", "月份"])
        .required()
        .example("2026-03"),
        column("value", "数值", Kind::Number, "数字", "the number").also(&["数量"]).required().example("200"),
        QUALIFIER,
        UNIT.required(),
        SOURCE,
        NOTE,
        REMARK,
    ],
};

/// Kinds of events.
pub const EVENT_KINDS: &[Choice] = &[
    Choice { id: "consultation", zh: "咨询", also: &["健康咨询", "咨询活动"] },
    Choice { id: "clinic", zh: "义诊", also: &["义诊活动"] },
    Choice { id: "lecture", zh: "讲座", also: &["健康讲座", "宣传讲座"] },
    Choice { id: "training", zh: "培训", also: &["业务培训"] },
    Choice { id: "cleanup", zh: "大扫除", also: &["爱国卫生大扫除", "清洁"] },
    Choice { id: "deratting", zh: "灭鼠", also: &["灭鼠行动", "发放鼠药"] },
    Choice { id: "other", zh: "其他", also: &["其它"] },
];

/// Units in which people are counted; never added to each other.
pub const PEOPLE: &[Choice] =
    &[Choice { id: "persons", zh: "人", also: &[] }, Choice { id: "visits", zh: "人次", also: &[] }];

const EVENTS: Spec = Spec {
    stem: "events",
    zh: "活动",
    en: "Events",
    columns: &[
        column("date", "日期", Kind::Date, "哪一天", "the day")
            .also(&["时间", "活动时间", "活动日期"])
            .required()
            .example("2026-03-05"),
        column("kind", "类别", Kind::Choice(EVENT_KINDS), "从下拉列表里选", "one of the list")
            .also(&["活动类别", "类型", "活动类型"])
            .required()
            .example("讲座"),
        VILLAGE,
        column("place", "地点", Kind::Text, "公共场所的名字，不写住户", "a public place, never a household")
            .also(&["活动地点"])
            .example("示例村文化活动室"),
        column("topic", "主题", Kind::Text, "讲什么、做什么", "what it was about")
            .also(&["活动主题", "内容"])
            .example("示例：冬春季传染病预防"),
        column("people", "人数", Kind::Count, "参加或受益的人数", "people reached")
            .also(&["参加人数", "受益人数", "惠及人数", "惠及群众"])
            .example("46"),
        column(
            "counted",
            "人数单位",
            Kind::Choice(PEOPLE),
            "人还是人次，空着按人次",
            "人 or 人次 (the default)",
        )
        .example("人次"),
        column("materials", "发放资料", Kind::Count, "宣传资料的份数", "leaflets handed out (份)")
            .also(&["宣传资料", "资料份数"])
            .example("60"),
        NOTE,
        column("organiser", "经办人", Kind::Text, "从不公开", "never leaves the office")
            .also(&["负责人", "填报人", "联系人"])
            .private(),
        REMARK,
    ],
};

/// Kinds of inspections.
pub const INSPECTION_KINDS: &[Choice] = &[
    Choice { id: "school", zh: "学校卫生", also: &["学校"] },
    Choice { id: "campus-food", zh: "校园环境和食品", also: &["校园食品", "校园食品安全"] },
    Choice { id: "clinic", zh: "医疗机构", also: &["医疗卫生机构", "医院"] },
    Choice { id: "public-place", zh: "公共场所", also: &[] },
    Choice { id: "water", zh: "饮用水", also: &["饮水", "饮用水巡查"] },
    Choice { id: "catering", zh: "餐饮", also: &["餐饮服务单位", "食品安全"] },
    Choice { id: "vector", zh: "病媒生物防制", also: &["病媒", "除四害"] },
    Choice { id: "environment", zh: "环境卫生", also: &["村容村貌"] },
    Choice { id: "other", zh: "其他", also: &["其它"] },
];

const INSPECTIONS: Spec = Spec {
    stem: "inspections",
    zh: "督查",
    en: "Inspections",
    columns: &[
        column("date", "日期", Kind::Date, "哪一天", "the day")
            .also(&["检查日期", "督查日期", "时间"])
            .required()
            .example("2026-03-12"),
        column("kind", "类别", Kind::Choice(INSPECTION_KINDS), "从下拉列表里选", "one of the list")
            .also(&["检查类别", "督查类别", "类型"])
            .required()
            .example("公共场所"),
        VILLAGE,
        column(
            "place_kind",
            "场所类型",
            Kind::Text,
            "小学、农家乐这样的类型，不写店名和人名",
            "a kind of place (小学, 农家乐), no names",
        )
        .also(&["场所", "检查对象"])
        .example("农贸市场"),
        column("found", "发现问题", Kind::Count, "发现几个问题", "problems found")
            .also(&["发现问题数", "问题数"])
            .example("2"),
        column("mended", "已整改", Kind::Count, "改好了几个", "problems mended since")
            .also(&["整改数", "已整改数"])
            .example("2"),
        NOTE,
        column("inspector", "检查人", Kind::Text, "从不公开", "never leaves the office")
            .also(&["督查人", "检查人员"])
            .private(),
        column("subject", "被检查单位", Kind::Text, "从不公开", "never leaves the office").private(),
        REMARK,
    ],
};

const PROBLEMS: Spec = Spec {
    stem: "problems",
    zh: "问题台账",
    en: "Problem ledger",
    columns: &[
        column("id", "编号", Kind::Text, "台账上的编号", "its number in the ledger")
            .also(&["序号", "台账编号"])
            .example("示例1"),
        column("found_on", "发现日期", Kind::Date, "哪天发现", "the day it was found")
            .also(&["发现时间"])
            .required()
            .example("2026-03-12"),
        VILLAGE.required(),
        column("category", "类别", Kind::Text, "垃圾、污水、占道这样的类别", "a kind of problem")
            .also(&["问题类别", "问题类型"])
            .required()
            .example("垃圾清运"),
        column("due", "整改期限", Kind::Date, "哪天以前改好", "the day it must be mended by")
            .also(&["期限", "限期", "整改时限"])
            .example("2026-03-26"),
        column(
            "closed_on",
            "销号日期",
            Kind::Date,
            "改好销号的那天；没改好就空着",
            "the day it was closed; empty while open",
        )
        .also(&["销号时间", "整改日期", "完成日期"])
        .example("2026-03-20"),
        column("description", "问题描述", Kind::Text, "从不公开", "never leaves the office")
            .also(&["问题", "存在问题", "具体问题"])
            .private(),
        column("responsible", "责任人", Kind::Text, "从不公开", "never leaves the office")
            .also(&["整改责任人"])
            .private(),
        column("phone", "联系电话", Kind::Text, "从不公开", "never leaves the office")
            .also(&["电话"])
            .private(),
        REMARK,
    ],
};

const CONTESTS: Spec = Spec {
    stem: "contests",
    zh: "大比武",
    en: "Contest",
    columns: &[
        column("round", "轮次", Kind::Count, "第几轮，只写数字", "the round's number")
            .also(&["第几轮"])
            .required()
            .example("1"),
        column("month", "月份", Kind::Month, "哪个月，如 2026-03", "the month, as 2026-03")
            .also(&["时间", "年月"])
            .required()
            .example("2026-03"),
        VILLAGE.required(),
        column("score", "得分", Kind::Number, "得分", "the score").also(&["分数", "总分"]).example("92.5"),
        column("rank", "名次", Kind::Count, "名次，只写数字", "the rank")
            .also(&["排名"])
            .required()
            .example("1"),
        NOTE,
        REMARK,
    ],
};

/// What a step of the plan is.
pub const MILESTONE_KINDS: &[Choice] = &[
    Choice { id: "milestone", zh: "节点", also: &["里程碑"] },
    Choice { id: "problem", zh: "存在问题", also: &["问题"] },
    Choice { id: "step", zh: "下步打算", also: &["下一步"] },
];

/// How far a step of the plan is.
pub const STATES: &[Choice] = &[
    Choice { id: "planned", zh: "计划", also: &["未开始"] },
    Choice { id: "under-way", zh: "进行中", also: &[] },
    Choice { id: "done", zh: "完成", also: &["已完成"] },
];

const MILESTONES: Spec = Spec {
    stem: "milestones",
    zh: "节点和打算",
    en: "Milestones and plan",
    columns: &[
        column("title", "事项", Kind::Text, "一句话", "one sentence")
            .also(&["名称"])
            .required()
            .example("示例：开展一次全镇大扫除"),
        column(
            "kind",
            "类别",
            Kind::Choice(MILESTONE_KINDS),
            "从下拉列表里选，空着按节点",
            "one of the list; 节点 where empty",
        )
        .example("节点"),
        AREA,
        column(
            "answers",
            "对应问题",
            Kind::Text,
            "打算解决哪个问题：写那个问题的事项",
            "the title of the problem a step is meant to solve",
        ),
        column("due", "计划日期", Kind::Date, "打算哪天完成", "the day it is planned for")
            .also(&["期限"])
            .example("2026-04-30"),
        column("done", "完成日期", Kind::Date, "完成的那天", "the day it was done").also(&["完成时间"]),
        column("state", "状态", Kind::Choice(STATES), "空着就按日期来定", "from the dates where empty"),
        SOURCE.example(""),
        NOTE,
        column("responsible", "责任人", Kind::Text, "从不公开", "never leaves the office").private(),
        REMARK,
    ],
};

const GRID: Spec = Spec {
    stem: "grid",
    zh: "包保责任",
    en: "Responsibility grid",
    columns: &[
        VILLAGE.required(),
        column("unit", "包保单位", Kind::Text, "单位的名字，不写人名", "a unit, never a person")
            .also(&["责任单位", "挂钩单位"])
            .required()
            .example("示例站所"),
        column("role", "职责", Kind::Text, "做什么", "what it does").also(&["责任"]).example("包保村委会"),
        column("person", "责任人", Kind::Text, "从不公开", "never leaves the office")
            .also(&["包保人", "包保领导", "联系人"])
            .private(),
        column("phone", "联系电话", Kind::Text, "从不公开", "never leaves the office")
            .also(&["电话"])
            .private(),
        REMARK,
    ],
};

const CORRECTIONS: Spec = Spec {
    stem: "corrections",
    zh: "更正",
    en: "Corrections",
    columns: &[
        column("figure", "指标编号", Kind::Figure, "figures 里的编号", "the id in figures")
            .also(&["编号"])
            .required()
            .example("leaflets"),
        column("date", "更正日期", Kind::Date, "哪天更正", "the day of the correction")
            .also(&["日期"])
            .required()
            .example("2026-04-10"),
        column("was", "原来的数", Kind::Number, "更正以前公布的数", "what was published before")
            .also(&["原数"])
            .required()
            .example("180"),
        column("now", "更正后的数", Kind::Number, "更正以后的数", "what it was corrected to")
            .also(&["现数"])
            .required()
            .example("200"),
        column("reason", "原因", Kind::Text, "为什么更正，要公开", "why; it is published")
            .also(&["更正原因"])
            .required()
            .example("示例：漏记一次活动"),
        REMARK,
    ],
};

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{Kind, TableId};
    use crate::parse::boards::BOARDS;
    use crate::parse::table::schema::plain_header;

    #[test]
    fn every_header_means_one_column() {
        for spec in TableId::ALL.into_iter().map(TableId::spec).chain([&BOARDS]) {
            let mut seen = BTreeSet::new();
            for column in spec.columns {
                for header in column.headers() {
                    let fresh = seen.insert(plain_header(header));
                    assert!(fresh || column.name == header || column.zh == header, "{} {header}", spec.stem);
                    assert_eq!(spec.find(header).map(|at| spec.columns[at].name), Some(column.name));
                }
                if let Kind::Choice(choices) = column.kind {
                    let words: Vec<&str> = choices.iter().flat_map(|one| [one.id, one.zh]).collect();
                    assert_eq!(words.iter().collect::<BTreeSet<_>>().len(), words.len());
                }
            }
        }
    }

    #[test]
    fn headers_are_compared_without_ornament() {
        assert_eq!(plain_header(" 人 数\n（人次）*"), "人数");
        assert_eq!(plain_header("Found_on"), "found_on");
    }
}
