"""Makes a site of many Chinese health articles for banbao, Hugo and Zola: the same texts, equal templates.

    corpus.py ARTICLES FOLDER      (makes FOLDER/banbao, FOLDER/default, FOLDER/hugo, FOLDER/zola)

`banbao` has a theme as plain as the others' and neither search nor pictures for chats, which they do not have either;
`default` is the same project as an office would have it. Every run makes the same bytes.
"""

import random
import shutil
import sys
from datetime import date, timedelta
from pathlib import Path

HERE = Path(__file__).resolve().parent
BASE = "https://bench.example.org"
NAME = "健康教育宣传栏"
# Topics of which every article has two, articles on a page of a topic, entries of the feed.
TOPICS, PER_PAGE, FEED = 20, 20, 20
LAST_DAY = date(2026, 11, 20)

SUBJECTS = "洗手 喝水 通风 散步 血压 血糖 疫苗 口罩 蔬菜 水果 食盐 睡眠 牙齿 眼睛 野菌 蚊子 老鼠 井水 药品 体检".split()
PEOPLE = "老人 孩子 孕妇 家里人 邻居 村医 厨师 司机 学生 病人".split()
TIMES = "早上 饭前 睡前 每天 每周 雨后 赶集时 干活后 回家后 换季时".split()
DEEDS = (
    "先想一想再动手 按说明一步一步做 记在本子上 和村医商量 多做一点也无妨 少量多次 不要拖到明天 看清楚上面的日期 "
    "放在够不着的地方 用肥皂和流水洗干净 煮开了再用 晒干收好 和家里人轮着来 不舒服就停下 到卫生院问清楚"
).split()
REASONS = (
    "这样做最省事 花的钱不多 效果看得见 习惯了就不难 医生也是这样做的 出了事能找到人 对谁都有好处 忘了也能补上 "
    "身体会慢慢适应 天气一变就用得上"
).split()


def sentence(random):
    pick = random.choice
    return f"{pick(TIMES)}{pick(DEEDS)}，{pick(PEOPLE)}的{pick(SUBJECTS)}也要管好，{pick(REASONS)}。"


def paragraph(random, sentences):
    return "".join(sentence(random) for _ in range(sentences))


def body(random):
    """Some 3 KB: what a poster would show, then headings, paragraphs, lists and a table."""
    pick = random.choice
    lead = "\n".join(f"{n}. **{pick(SUBJECTS)}**：{sentence(random)}" for n in range(1, 5))
    parts = [lead, "<!-- more -->"]
    for number in range(4):
        parts.append(f"## 第{'一二三四'[number]}件：{pick(SUBJECTS)}和{pick(SUBJECTS)}")
        parts.append(paragraph(random, 4))
        parts.append("\n".join(f"- *{pick(PEOPLE)}*：{sentence(random)}" for _ in range(4)))
    rows = "\n".join(f"| {pick(TIMES)} | {pick(SUBJECTS)} | {random.randint(1, 90)} |" for _ in range(6))
    parts.append(f"| 什么时候 | 做什么 | 几分钟 |\n|---|---|---|\n{rows}")
    parts.append(f"[看 {pick(SUBJECTS)} 的规范](https://example.org/{random.randint(1, 999)}/)。{paragraph(random, 3)}")
    return "\n\n".join(parts) + "\n"


def write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def article(title, summary, day, topics, own, text):
    names = ", ".join(f'"{topic}"' for topic in topics)
    return f'+++\ntitle = "{title}"\ndescription = "{summary}"\ndate = {day}\n{own.format(names=names)}\n+++\n\n{text}'


def make(count, folder):
    random_ = random.Random(2026)
    shutil.rmtree(folder, ignore_errors=True)
    for name in ["banbao", "hugo", "zola"]:
        shutil.copytree(HERE / name, folder / name)
    settings = (folder / "banbao/banbao.toml").read_text(encoding="utf-8")
    topics = [f"topic{number:02}" for number in range(TOPICS)]
    sections = "".join(
        f'\n[topics.{topic}]\nname = "{SUBJECTS[n]}"\nicon = "default"\ncolor = "#0b4f42"\n'
        for n, topic in enumerate(topics)
    )
    for name in ["banbao", "default"]:
        plain = "\ntheme = \"plain\"" if name == "banbao" else ""
        write(folder / name / "banbao.toml", settings.replace("\n#THEME#", plain) + sections)
    if (folder / "default/banbao.toml").exists():
        text = (folder / "default/banbao.toml").read_text(encoding="utf-8")
        write(folder / "default/banbao.toml", text.replace("search = false\ncards = false\n", ""))
    for number in range(count):
        slug = f"a{number:06}"
        both = random_.sample(range(TOPICS), 2)
        names = [SUBJECTS[at] for at in both]
        title = f"{random_.choice(PEOPLE)}的{names[0]}和{names[1]}（{number}）"
        summary = sentence(random_)
        day = LAST_DAY - timedelta(days=number % 2000)
        text = body(random_)
        ours = article(title, summary, day, names, "[taxonomies]\ntopics = [{names}]", text)
        write(folder / f"banbao/content/articles/{slug}.md", ours)
        write(folder / f"zola/content/a/{slug}.md", ours)
        flat = article(title, summary, day, names, "topics = [{names}]", text)
        write(folder / f"hugo/content/a/{slug}.md", flat)
    shutil.copytree(folder / "banbao/content", folder / "default/content", dirs_exist_ok=True)


if __name__ == "__main__":
    make(int(sys.argv[1]), Path(sys.argv[2]))
