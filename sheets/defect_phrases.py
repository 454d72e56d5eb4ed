"""A defect type that was typed in a person's own words, read by the words in it.

Rules are tried in order, the most specific first; the words that one has used no other can use. A
phrase is read only where all that was found in it is of one type, or where one is plainly the cause
of the others: two defects in a cell stay the person's own words.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import product
from types import MappingProxyType
from typing import TypeAlias

from quality.vocabulary import Vocabulary
from sheets.cells import plain
from sheets.shorthand import bare, has_marks, written_out

Words: TypeAlias = tuple[str, ...]
Options: TypeAlias = Mapping[str, Sequence[Words]]  # first word -> what may stand in a phrase

LONGEST_PHRASE = 120  # characters; a longer text is a note
_WIDEST = 4  # words that may stand between those of a rule
_ANY_NUMBER, _AMOUNT = "0", "0ml"  # in a rule: any number, with or without a unit
_NUMBERS: Mapping[str, re.Pattern[str]] = MappingProxyType(
    {
        _ANY_NUMBER: re.compile(r"\d+"),
        _AMOUNT: re.compile(r"\d+(?:ml|l|mah|w|g|kg|gb|v|lít)"),
    }
)

_CLAUSES = re.compile(r"[,;+&/\n.、，；。]|(?<!\w)(?:và|va|and|với|kèm theo lỗi)(?!\w)|和")
_WORD = re.compile(r"[一-鿿]|[^\W_一-鿿]+%?")
_NEGATIONS = frozenset(
    {
        *(
            "không",
            "chưa",
            "khong",
            "chua",
            "kh",
            "hết",
            "đừng",
            "dễ",
            "sợ",
            "tránh",
            "chống",
            "no",
        ),
        *("not", "never", "without", "nothing", "不", "没", "未", "无", "防"),
    }
)
_DENIALS = frozenset({"không", "chưa", "khong", "chua", "kh", "no", "not", "没"})  # at the end
_PASSED_OVER = frozenset(  # between a negation and what it denies
    {
        *("bị", "có", "hề", "thấy", "còn", "phải", "vết", "dấu", "hiệu", "phát", "hiện", "lỗi"),
        *("bi", "co", "thay", "con", "phai", "vet", "loi", "a", "any", "is", "was", "signs", "of"),
        *("有", "被", "发", "现", "là", "nào", "hàng", "sản", "phẩm", "cái", "1"),
    }
)
_HOW_MUCH = frozenset(
    {
        *("hết", "nặng", "nhẹ", "nhiều", "luôn", "ít", "góc", "quá", "lắm", "rồi"),
        *("het", "nang", "nhe", "nhieu", "luon", "it", "goc", "qua", "lam", "roi"),
    }
)
_ASPECTS = frozenset({"màu", "size", "kích thước", "mẫu", "phụ kiện", "số lượng", "chất liệu"})

_BOX = (
    "hộp|vỏ hộp|bao bì|thùng|tem niêm phong|niêm phong|seal|bao gói|túi đựng|vỏ thùng|box|carton"
    "|package|packaging|packing|đóng gói|giấy gói|túi bọc|盒|包装|外箱|箱|盒子"
)
_SQUASHED = (
    "móp|méo|bẹp|rách|nát|ướt|xẹp|dập|lủng|thủng|hỏng|hư|!bể|!vỡ|!nứt|nhàu|toét|bung|bục|cấn|gãy|!bẩn"
    "|!dơ|!mốc|!cũ|!hở|biến dạng|móp méo|crushed|damaged|dented|torn|broken|wet|ripped|squashed|bad"
    "|opened|dirty|破|坏|压|烂|湿|变形|皱"
)
_MATERIAL = (
    "chất liệu|chất vải|vật liệu|chất da|chất nhựa|!chất|!vải|nhựa|!da|inox|thép|!gỗ|cotton|!lụa"
    "|nhôm|!sứ|thủy tinh|silicon|silicone|!kính|kim loại|!mút|!gốm|linen|kaki|jean|fabric|material"
    "|leather|plastic|steel|cloth|材质|材料|面料|用料|料子"
)
_DIFFERS = (
    "sai|khác|nhầm|lộn|không đúng|không giống|không phải|lệch|không như|không khớp|chưa đúng|wrong"
    "|different|not|不对|不符|不一样|不同|错|不是"
)
_PARTS = (
    "phụ kiện|linh kiện|chi tiết|bộ phận|ốc|vít|ốc vít|đinh|nắp|dây|cáp|!củ|sạc|adapter|remote"
    "|điều khiển|điều khiển từ xa|ống hút|!ống|hướng dẫn|hướng dẫn sử dụng|sách|giấy bảo hành|phiếu"
    "|pin|!móc|!chân|tay cầm|quai|khóa|!chìa|chìa khóa|!túi|!khăn|!giẻ|!cọ|!chổi|!đế|!lưới|lọc"
    "|gioăng|!ron|!keo|miếng dán|!miếng|băng dính|!tem|!quà|quà tặng|!nút|bánh xe|!ray|!khay|!đầu"
    "|!thanh|!tấm|bàn chải|muỗng|!thìa|!nĩa|!đũa|dây đeo|!kẹp|lò xo|!mút|!bao|!vỏ|!bóng|lục giác"
    "|tua vít|!vòng|!hạt|!cúc|!khuy|!đai|thắt lưng|!mũ|đầu hút|bộ ốc|tag|!mác|!cánh|!trục|screw"
    "|screws|part|parts|piece|lid|cable|accessory|accessories|manual|charger|cap|strap|cover"
    "|instruction|instructions|straw|配件|螺丝|盖|线|说明书|零件|遥控|吸管|赠品|充电器"
)
_SEAM = (
    "!chỉ|đường may|đường chỉ|mũi chỉ|mối may|mũi may|seam|stitch|stitches|stitching|thread|线|缝线"
)
_COLOURS = (
    "đen|trắng|đỏ|xanh|vàng|hồng|tím|nâu|xám|be|kem|cam|bạc|ghi|rêu|navy|black|white|red|blue|green"
    "|pink|yellow|grey|gray"
)
_MEASURES = (
    "dung lượng|dung tích|công suất|thể tích|trọng lượng|khối lượng|mah|lực hút|độ sáng|cân nặng"
    "|định lượng|capacity|power|watt|suction|battery|容量|功率|续航|电池|电量"
)
_LESS = (
    "nhỏ hơn|thấp hơn|ít hơn|kém hơn|thiếu|không đủ|không đúng|không đạt|thấp|nhỏ|thua|yếu hơn|yếu"
    "|kém|!ảo|thiếu hụt|không như|sai|giảm|nhẹ hơn|chưa đủ|hụt|lower|low|less|weak|short|不足|小|低"
    "|虚标|不够"
)
_SIZES = (
    "size|kích thước|kích cỡ|!cỡ|form|bảng size|số đo|!khổ|chiều dài|chiều rộng|chiều cao|dimension"
    "|dimensions|kích thuớc|尺寸|尺码|大小|规格|码"
)
_SIZED = (
    "nhỏ hơn|to hơn|lớn hơn|bé hơn|ngắn hơn|dài hơn|rộng hơn|chật hơn|hẹp hơn|cao hơn|thấp hơn"
    "|nhỏ quá|to quá|quá nhỏ|quá to|chật|rộng|nhỏ|to|bé|lớn|không vừa|bị lệch|lệch|quá chật"
    "|quá rộng"
    "|too small|too big|smaller|bigger|larger|不合适|偏小|偏大|太小|太大"
)
_LETTERS = "s|m|l|xl|xxl|2xl|3xl|4xl|freesize"
_ITEM = (
    "hàng|sản phẩm|mẫu|mẫu mã|mã hàng|mã|mã sản phẩm|loại|model|đồ|kiểu|kiểu dáng|món|phân loại"
    "|item|product|thiết kế|họa tiết|phiên bản|货|款|款式|型号|产品|商品"
)
_COMES_OFF = (
    "bong|bung|sút|tuột|rớt|!rơi|lỏng|!long|!rời|tróc|rụng|sứt|!bật|văng|lung lay|!tách"
    "|bong tróc|xổ"
    "|gỡ ra"
    "|bung ra|rơi ra|rớt ra|lỏng lẻo|long lẻo|xệ|came off|come off|comes off|fell off|falls off"
    "|loose"
    "|detached|掉|脱|松"
)
_FIXED_ON = (
    "keo|ốc|vít|ốc vít|nắp|quai|miếng dán|khớp|khớp nối|bánh xe|tay cầm|!đế|đầu hít|!đầu|!chân|nút"
    "|móc|!dây|khóa|!cúc|!khuy|!hạt|!đá|decal|tem|đinh|bản lề|ray|mối dán|đường keo|!mép|viền|lót"
    "|gót|nhãn|!cán|!ron|gioăng|bánh|mối nối|kẹp|!hít|chốt|núm|!đính|charm|!lông|!cánh|!vỏ|!mặt|!nơ"
    "|button|handle|lid|screw|screws|wheel|glue|扣|把手|螺丝|盖|轮|胶"
)
_WORKS = (
    "hoạt động|chạy|lên|sáng|sạc|quay|nhận sạc|nhận tín hiệu|nhận máy|ăn|bật|kết nối|nóng|lạnh|phun"
    "|hút|bơm|phát|kêu|nghe được|rung|vào điện|vào|sử dụng được|có điện|tác dụng|bắt|đóng|mở|cắt"
    "|xay|in|khởi động|nói|in được"
    "|thổi|làm việc|gập|khóa|bấm|cắm|nhúc nhích|xoay|lên nguồn|lên đèn|dùng được|sạc được"
    "|nháy|phản hồi|đọc|cháy|bắt lửa|lên lửa|hút được|đóng mở"
)
_DEVICES = (
    "motor|mô tơ|!máy|mạch|nguồn|công tắc|chip|loa|màn|màn hình|cảm ứng|!nút|!đèn|pin|!bo|led"
    "|cảm biến"
    "|động cơ|cổng|cổng sạc|jack|quạt|dây điện|bo mạch|ic|khóa|chức năng|mic|remote|điều khiển"
    "|!bóng"
    "|đầu sạc|sạc|dây sạc|điện|tai nghe|dây kéo|cục sạc|củ sạc|bộ phận|sensor|switch"
)


@dataclass(frozen=True, slots=True)
class Rule:
    """Groups of words, one of each of which must stand in a phrase; of no type: words to pass.

    An option that begins with `!` would be another word without its marks, as `đế` and `để`.
    """

    code: str | None
    groups: tuple[str, ...]
    marked: bool = False  # without marks its words could mean something else
    apart: int = _WIDEST  # so many words may stand between its words

    def options(self, *, marks: bool) -> tuple[Options, ...]:
        """Return the groups as words, for phrases with marks or without any."""
        return tuple(_options(group, marks) for group in self.groups)


@cache
def _options(group: str, marks: bool) -> Options:  # noqa: FBT001 - the key of a cache
    found: dict[str, list[Words]] = {}
    for option in group.split("|"):
        words = _words(option if marks else bare(option))
        if words and (marks or not option.startswith("!")):
            found.setdefault(words[0], []).append(words)
    return found


def _words(text: str) -> Words:
    return tuple(_WORD.findall(text))


def _rule(code: str | None, *groups: str) -> Rule:
    return Rule(code, groups)


def _marked(code: str | None, *groups: str) -> Rule:
    return Rule(code, groups, marked=True)


RULES: tuple[Rule, ...] = (
    # what only tells when, or names a part that is a box of its own
    _rule(None, "mở hộp|khui hộp|mở thùng|khui thùng|trong hộp|trong thùng|unboxing|open box"),
    _rule(None, "nguyên hộp|hộp nguyên|hộp còn nguyên|hộp vẫn nguyên|hộp ok|thùng nguyên|còn ok"),
    _rule(None, "hộp cơm|hộp đựng|hộp nhựa|hộp bút|nắp hộp|hộp sạc|thân hộp|hộp thủy tinh|đáy hộp"),
    _rule(None, "đồng hồ|đồng bộ|thùng thình|hộp số|vỏ hộp số"),
    _rule("colour_fading", "ra màu|phai màu|bay màu|xuống màu|loang màu|trôi màu|xỉn màu|bạc màu"),
    _rule("colour_fading", "mất màu|ngả màu|nhạt màu dần|tróc màu|đổi màu|thôi màu|nhả màu|ám màu"),
    _rule("colour_fading", "phai màu|màu phai|màu ra|màu bay|dây màu|xuống màu|bị phai|bị xỉn"),
    _marked("colour_fading", "màu", "phai|bay|loang|trôi|xỉn|bạc|xuống|nhạt dần|mau phai|thôi"),
    _marked("colour_fading", "phai|xỉn|loang|đen đi|bạc phếch"),
    _rule("colour_fading", "fade|faded|fades|fading|bleed|bleeds|bleeding|discolored|discoloured"),
    _rule("colour_fading", "discoloration|tarnished|掉色|褪色|变色|染色|发黑"),
    _rule("loose_stitch", _SEAM, "bung|sút|đứt|tuột|sứt|xổ|rút|lỏng|bục|hở|rách|bỏ mũi|tưa|rời"),
    _rule("loose_stitch", _SEAM, "loose|undone|broken|broke|open|split|coming out|脱|开|断|松"),
    _rule("loose_stitch", "sút chỉ|sứt chỉ|bung chỉ|xổ chỉ|tuột chỉ|đứt chỉ|bục chỉ|rút chỉ"),
    _rule("loose_stitch", "sổ chỉ|tưa chỉ|bung đường may|bỏ mũi|开线|脱线|开缝"),
    _rule("smell", "mùi|hôi mùi|nồng mùi|nặng mùi|có mùi|hôi nhựa|hôi dầu|hôi hóa chất|hôi keo"),
    _marked("smell", "hôi|khét|nồng|hắc|thối|tanh|khai"),
    _rule("smell", "smell|smells|smelly|odor|odour|stink|stinks|stinky|异味|臭|味道|气味|味"),
    _marked("finish", "gỉ|hoen|sét|rỉ sắt|rỉ vàng"),
    _rule("finish", "rỉ sét|gỉ sét|han gỉ|hoen gỉ|rust|rusty|rusted|corroded|生锈|锈"),
    _marked("leak", "rỉ nước|rỉ dầu|rò|rò rỉ|rịn|rịn nước"),
    _rule("packaging_bad", _BOX, _SQUASHED),
    _rule("packaging_bad", "đóng gói", "kém|sơ sài|ẩu|lỏng|không kỹ|cẩu thả|tệ|xấu|mỏng"),
    _rule("packaging_bad", "bóp méo hộp|không chống sốc|không có chống sốc|thiếu chống sốc"),
    _rule("below_spec", _MEASURES, _LESS),
    _rule("below_spec", _AMOUNT, "chỉ|mà|có|còn|được", _AMOUNT),
    _rule("below_spec", "pin", "yếu|mau hết|nhanh hết|tụt|chai|ảo|kém|không đủ|ít|hết nhanh"),
    _rule("below_spec", "pin", "nhanh cạn|mau cạn|tụt nhanh|không trâu|dùng không lâu|không lâu"),
    _rule("below_spec", "không", "như quảng cáo|như mô tả|như giới thiệu|như hình|như lô trước"),
    _rule("material_diff", _MATERIAL, _DIFFERS),
    _marked("material_diff", _MATERIAL, "mà|ra|thành|lại là|mà giao|giao", _MATERIAL),
    _rule("material_diff", "da giả|giả da|thay vì|pha nilon|pha nylon|mỏng hơn|quá mỏng|mỏng quá"),
    _rule("material_diff", "mỏng tang|mỏng dính|mỏng manh|mỏng lét|hơi mỏng|mỏng và"),
    _marked("material_diff", "mỏng"),
    _rule("material_diff", _MATERIAL, "kém|xấu|dỏm|rẻ tiền|tệ|cứng|thô|xù|xù lông|rẻ|dễ nhăn|pha"),
    _rule("material_diff", _MATERIAL, "bad|poor|thin|thinner|cheap|fake|差|薄|instead of"),
    _rule("material_diff", "thin|thinner|too thin|偏薄|太薄|not genuine leather|not real leather"),
    _rule("counterfeit_or_used", "không phải", "hàng mới|hàng thật|chính hãng|hàng hãng|mới"),
    _rule("counterfeit_or_used", "không", "chính hãng|hàng thật|hàng auth|hàng mới"),
    _rule(
        "counterfeit_or_used", "hàng giả|hàng nhái|hàng fake|hàng cũ|đồ cũ|đồ giả|đồ nhái|hàng dỏm"
    ),
    _rule("counterfeit_or_used", "đã qua sử dụng|qua sử dụng|đã dùng|đã sử dụng|dùng rồi|2nd"),
    _rule(
        "counterfeit_or_used", "second hand|secondhand|hàng lướt|hàng trưng bày|hàng bãi|hàng nhái"
    ),
    _rule(
        "counterfeit_or_used", "bóc seal|bóc dùng|đã bóc|bị bóc|khui sẵn|có người dùng|đồ second"
    ),
    _rule("counterfeit_or_used", "sử dụng rồi|đồ dùng rồi|hàng secondhand|hàng like new"),
    _marked("counterfeit_or_used", "nhái|giả|hàng tàu|dỏm|sản phẩm cũ"),
    _rule("counterfeit_or_used", "fake|counterfeit|used|replica|copy|refurbished|not authentic"),
    _rule("counterfeit_or_used", "not original|not new|假|假货|二手|旧|仿|用过|翻新|山寨"),
    _rule(
        "missing_part", "thiếu|không có|quên bỏ|!quên|không kèm|mất|không thấy|không tặng", _PARTS
    ),
    _rule(
        "missing_part", "thiếu mất|không đủ|chưa có|không gửi|bỏ sót|sót|thiếu 1|thiếu bộ", _PARTS
    ),
    _rule("missing_part", "missing|no|without|lack|lacks|lacking|not included|forgot", _PARTS),
    _rule("missing_part", "缺|少|没有|漏|漏发", _PARTS),
    _rule("missing_part", "missing part|missing parts|incomplete|missing accessories|không đủ bộ"),
    _rule("missing_part", "không đủ đồ|thiếu đồ|thiếu bộ phận|thiếu món|缺件|少件|不全"),
    _rule("short_count", "thiếu|hụt|không đủ|chưa đủ|sót", "số lượng|hàng|sản phẩm|cái|chiếc|đơn"),
    _rule("short_count", "thiếu|hụt|không đủ|chưa đủ|!mất|short|missing", _ANY_NUMBER),
    _rule("short_count", _ANY_NUMBER, "chỉ có|chỉ còn|còn|có|nhận|giao|được", _ANY_NUMBER),
    _rule(
        "short_count", "giao thiếu|đếm thiếu|gửi thiếu|nhận thiếu|đóng thiếu|xuất thiếu|về thiếu"
    ),
    _rule("short_count", "thiếu so với|ít hơn đơn|ít hơn số|giao không đủ|gửi không đủ|hụt hàng"),
    _rule("short_count", "short", "count|shipped|quantity|qty|units|pcs|delivered|shipment"),
    _rule("short_count", "missing|fewer|less|not enough", "units|quantity|qty|pcs|items|pieces"),
    _rule("short_count", "数量", "不够|不足|少|不对|短"),
    _rule("short_count", "少发|少货|短少|少数|少了|漏发货"),
    _marked("wrong_item", "sai mẫu|nhầm mẫu|giao nhầm mẫu|gửi nhầm mẫu"),
    _marked("wrong_colour", "màu", _DIFFERS),
    _marked("wrong_colour", "màu", "đậm hơn|nhạt hơn|sáng hơn|tối hơn|đậm|nhạt|không đều màu|tối"),
    _rule("wrong_colour", "khác màu|lệch màu|không đúng màu|màu không đúng|giao màu khác"),
    _marked("wrong_colour", "màu", "giao nhầm|gửi nhầm|giao sai|gửi sai|nhầm lẫn"),
    _marked("wrong_colour", _COLOURS, "giao|gửi|nhận|ra|về|thành|mà|được|lại là", _COLOURS),
    _rule("wrong_colour", "dat", "giao|gui|nhan|ra", "den|trang|do|xanh|vang|hong|tim|nau"),
    _rule("wrong_colour", "colour|color|shade", "wrong|different|mismatch|differs|difference|not"),
    _rule("wrong_colour", "色差|颜色", "不对|错|不符|不一样|不同|差|偏|色差"),
    _rule("wrong_colour", "色差|发错颜色|颜色不对"),
    _rule("wrong_size", _SIZES, _DIFFERS),
    _rule("wrong_size", _SIZES, "giao nhầm|gửi nhầm|giao sai|gửi sai|nhầm"),
    _rule("wrong_size", _SIZES, _SIZED),
    _rule("wrong_size", _LETTERS, "giao|gửi|nhận|ra|thành", _LETTERS),
    _marked(
        "wrong_size", "chật|rộng quá|quá rộng|ngắn quá|dài quá|quá dài|quá ngắn|quá nhỏ|nhỏ quá"
    ),
    _rule("wrong_size", "nhỏ hơn|to hơn|lớn hơn|bé hơn|ngắn hơn|dài hơn|rộng hơn|không vừa|quá to"),
    _rule("wrong_size", "to quá|mặc không vừa|too small|too big|does not fit|太小|太大|偏小|偏大"),
    _marked("wrong_item", _ITEM, _DIFFERS),
    _rule("wrong_item", "sản phẩm|hàng|mã hàng|mã sản phẩm|loại|model|kiểu", "sai|nhầm|không đúng"),
    _rule(
        "wrong_item",
        "giao lộn|gửi lộn|đóng lộn|nhầm lẫn|giao nhầm|gửi nhầm|đóng nhầm|giao sai|gửi sai"
        "|lấy nhầm|xuất nhầm|đóng sai",
    ),
    _rule("wrong_item", "nhầm sản phẩm|nhầm hàng|nhầm loại|khác loại|sai loại|loại khác|hàng khác"),
    _rule("wrong_item", "wrong", "item|product|model|goods|style|design|version"),
    _rule("wrong_item", "wrong item|mixed up|发错|错发|发错货|错货|货不对板"),
    _marked("chipped", "trầy|xước|trầy xước|xước xát|mẻ|sứt|cấn|lõm|sướt|rạn|trầy xát"),
    _rule("chipped", "trầy xước|trầy|xước|sứt mẻ|mẻ miệng|mẻ cạnh|mẻ góc|bị mẻ|vết xước|mẻ viền"),
    _rule("chipped", "chip|chips|chipped|scratch|scratches|scratched|划痕|刮花|划伤|磕|刮|缺口"),
    _marked("broken", "rơi|rớt|bong|bung", "vỡ|bể|gãy|nát"),
    _rule("leak", "không kín|hở gioăng|hở ron|hở nắp|rò nước|rỉ nước|chảy nước|xì nước|thấm nước"),
    _rule(
        "leak", "nước chảy|nước rỉ|nước rò|rịn nước|đọng nước|chảy dầu|rò rỉ|rỉ ra|chảy ra|vào nước"
    ),
    _rule("leak", "chảy tùm lum|tràn nước|đổ nước|ngấm nước|rỉ dầu|xì hơi|xì ga|đóng không khít"),
    _rule("leak", "leak|leaks|leaking|leaked|leaky|spill|spills|spilled|not sealed|漏|渗|漏水"),
    _marked("leak", "rò|chảy|xì|rịn"),
    _marked("loosening", "hở", "keo|đế|mối dán|mép|mối nối|khớp"),
    _rule("loosening", "không dính|không chắc|không chắc chắn|dán không|ọp ẹp|lung lay|lỏng lẻo"),
    _marked(
        "finish", "thừa keo|keo thừa|dính keo|lem keo|chảy keo|keo dính|vết keo|keo lem|dư keo"
    ),
    _rule("finish", "thừa keo|keo thừa|dính keo|lem keo|chảy keo|vết keo|keo lem|dư keo|tróc sơn"),
    _rule(
        "finish", "bong sơn|sơn bong|sơn tróc|bong tróc sơn|nổ sơn|sơn loang|sơn lem|bong xi|xi mạ"
    ),
    _rule(
        "finish", "chỉ thừa|thừa chỉ|dư chỉ|chỉ dư|sơn", "không đều|xấu|ẩu|thừa|dư|lem|rỗ|bị sần"
    ),
    _rule("finish", "chỉ thừa|thừa chỉ|dư chỉ|chỉ dư|nhiều chỉ|may ẩu|may xấu|may lệch|may lỗi"),
    _rule("loosening", _COMES_OFF, _FIXED_ON),
    _marked(
        "broken", "vỡ|bể|nứt|gãy|rách|nát|mẻ vỡ|toác|thủng|lủng|gẫy|đứt|rạn nứt|biến dạng|cong"
    ),
    _marked("broken", "móp|méo|bẹp|dập|hư hỏng"),
    _rule(
        "broken",
        "bể vỡ|nứt đáy|nứt thân|bị nứt|vỡ khi|bị vỡ|bị bể|vỡ nát|vỡ nắp|vỡ mặt|bể nát|bể nắp"
        "|bể miệng",
    ),
    _rule(
        "broken", "gãy chân|gãy quai|gãy tay|gãy đế|gãy cán|bị gãy|gãy đôi|rách|móp|vỡ đáy|gãy nắp"
    ),
    _rule("broken", "broken|broke|breaks|crack|cracked|cracks|shattered|smashed|torn|dented|dent"),
    _rule("broken", "damaged|snapped|bent|damage|ripped|破|碎|裂|断|坏了|变形|摔坏|破损|凹"),
    Rule("not_working", ("không", _WORKS), apart=1),
    Rule("not_working", (_WORKS + "|dùng|sử dụng", "không được"), apart=1),
    _rule("not_working", "hỏng|hư|cháy|chết|chập|liệt|lỗi", _DEVICES),
    _rule("not_working", "chập chờn|chập điện|tự tắt|tắt ngang|mất nguồn|lúc được lúc|lúc có lúc"),
    _rule("not_working", "treo máy|chạm điện|giật điện|chập mạch|cháy mạch|tự ngắt|hay tắt"),
    _marked("not_working", "hỏng|hư|đơ|liệt"),
    _rule("not_working", "not", "work|working|works|turn on|charge|charging|power|light|function"),
    _rule("not_working", "not", "connect|power on|start|respond|run|open|close|spin|pair"),
    _rule("not_working", "stopped working|no power|dead|malfunction|faulty|defective|won t work"),
    _rule("not_working", "不", "工作|亮|转|通电|充电|能用|开机|启动|灵|响|好用|能充电"),
    _rule("not_working", "没反应|充不进电|坏了不能用|失灵|故障|无法|打不开"),
    _marked(
        "loosening",
        "bong|bung|sút|tuột|rớt|rơi|lỏng|long|rời|rụng|rơ|long ra|lung lay|xộc xệch|tróc",
    ),
    _rule("finish", "paint peeling|peeling paint|paint peels"),
    _rule(
        "loosening", "bong tróc|comes loose|came loose|loose|wobbly|came apart|fell apart|peeling"
    ),
    _rule("loosening", "fell off|falls off|detached|松动|脱落|开胶|掉胶|掉了|松了"),
    _marked("finish", "bẩn|dơ|ố|vết ố|ố vàng|dính mực|lem|ba via|bavia|ẩu|nhem|loang lổ|mốc|đốm"),
    _rule(
        "finish", "dơ bẩn|bị dơ|vết bẩn|bị bẩn|ố vàng|vết ố|dính mực|ba via|gia công ẩu|bị ố|vết dơ"
    ),
    _rule("finish", "hoàn thiện|gia công|làm", "kém|ẩu|xấu|cẩu thả|tệ|sơ sài|không kỹ|không tốt"),
    _rule("finish", "đường may|đường chỉ|may", "lỗi|xấu|lệch|ẩu|không đều|nhăn|cong|không thẳng"),
    _rule("finish", "không đều|lồi lõm|không phẳng|in lệch|in mờ|in lem|in nhòe|mờ chữ|sần sùi"),
    _rule(
        "finish", "dính mực|dính dầu|dính sơn|bám bụi|bụi bẩn|lem nhem|trầy sơn|còn gai|sắc cạnh"
    ),
    _rule(
        "finish", "dirty|stain|stains|stained|glue|uneven|rough|burr|burrs|poor finish|bad finish"
    ),
    _rule(
        "finish",
        "loose threads|paint|污|脏|毛边|毛刺|做工|线头|掉漆|溢胶|胶水",
    ),
    _rule("below_spec", "yếu|hút yếu|gió yếu|đèn yếu|sạc chậm|giữ nhiệt kém|nhanh nguội|mau nguội"),
    _rule("below_spec", "giữ nhiệt|giữ lạnh|giữ nóng", "kém|không|dở|tệ|lâu|tốt|nguội"),
    _rule("below_spec", "chậm hơn|kém hơn|thấp hơn|!ồn|kêu to|nhanh hết pin|mau hết pin|không êm"),
    _rule("below_spec", "không", "đủ sáng|đủ mạnh|mạnh|bền|êm|mát lắm|đủ nóng|sạch|lâu|đạt|nhiệt"),
    _rule(
        "below_spec", "không như|khác mô tả|không đúng mô tả|không giống mô tả|sai mô tả|kém chất"
    ),
    _rule(
        "below_spec", "không giống hình|không giống quảng cáo|không đúng quảng cáo|kém chất lượng"
    ),
    _rule("below_spec", "weak|slow|low power|below spec|not as described|underpowered|noisy|poor"),
    _rule("below_spec", "弱|慢|与描述不符|不保温|噪音|吸力小|性能"),
)
_COLOUR_OR_MODEL = re.compile(r"\b(?:sai|nham|khac|lon|lech|dung) mau\b")  # màu or mẫu
_CAUSES: Mapping[str, frozenset[str]] = MappingProxyType(
    {  # type -> types that follow from it
        "broken": frozenset({"leak", "not_working", "loosening", "chipped"}),
        "leak": frozenset({"not_working"}),
        "missing_part": frozenset({"not_working"}),
        "material_diff": frozenset({"below_spec"}),
        "below_spec": frozenset({"not_working"}),
        "loosening": frozenset({"not_working"}),
        "loose_stitch": frozenset({"loosening"}),
    }
)


class Phrases:
    """Reads a defect type from the words of a phrase; a team's own names are looked for first."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        """Take the rules, the most specific first."""
        self._rules = tuple(rules)

    def __call__(self, typed: str) -> str | None:
        """Return the one defect type that a phrase tells of, or None."""
        text = plain(typed)
        if "?" in text or len(text) > LONGEST_PHRASE or _COLOUR_OR_MODEL.search(text):
            return None
        marks = has_marks(text)
        found: set[str] = set()
        for clause in _CLAUSES.split(text):
            phrase = _words(written_out(clause) if marks else bare(written_out(clause)))
            told = None if " ".join(phrase) in _ASPECTS else self._told(phrase, marks=marks)
            if told is None:
                return None
            found |= told
        return found.pop() if len(found) == 1 else None

    def _told(self, phrase: Words, *, marks: bool) -> set[str] | None:
        """Return the types that a clause tells of, causes only; None if it denies something."""
        free = set(range(len(phrase)))
        starts = _starts(phrase)
        found: set[str] = set()
        for rule in self._fitting(starts, marks=marks):
            groups = rule.options(marks=marks)
            while not any(map(starts.keys().isdisjoint, groups)) and (
                span := _match(groups, phrase, starts, free, apart=rule.apart)
            ):
                free -= span | _more_of_it(groups, phrase, free - span, max(span) + 1)
                if _is_denied(phrase, span, free):
                    return None
                found |= {rule.code} if rule.code else set()
        if free and phrase[max(free)] in _DENIALS and max(free) == len(phrase) - 1:
            return None
        return {code for code in found if not any(code in _CAUSES.get(by, ()) for by in found)}

    def _fitting(self, starts: Iterable[str], *, marks: bool) -> Iterator[Rule]:
        """Yield the rules that one of the words may begin, in order."""
        index = self._index if marks else self._bare_index
        places = {place for word in starts for place in index.get(word, ())}
        return (self._rules[place] for place in sorted(places))

    @cached_property
    def _index(self) -> Mapping[str, Sequence[int]]:
        return _first_words(self._rules, marks=True)

    @cached_property
    def _bare_index(self) -> Mapping[str, Sequence[int]]:
        return _first_words(self._rules, marks=False)


def phrases(types: Vocabulary) -> Phrases:
    """Return the reader of phrases for a vocabulary, made once."""
    return _phrases(tuple((code, *kind.names.values()) for code, kind in types.items()))


@cache
def _phrases(names: tuple[Words, ...]) -> Phrases:
    own = (Rule(code, (written_out(name),)) for code, *given in names for name in given)
    return Phrases((*own, *RULES))


def _first_words(rules: Iterable[Rule], *, marks: bool) -> Mapping[str, Sequence[int]]:
    """Return the places of the rules by the words with which their first group may begin."""
    found: dict[str, list[int]] = {}
    for place, rule in enumerate(rules):
        if marks or not rule.marked:
            for word in rule.options(marks=marks)[0]:
                found.setdefault(word, []).append(place)
    return found


def _starts(phrase: Words) -> Mapping[str, Sequence[int]]:
    """Return where each word of a phrase stands, and where a number does."""
    starts: dict[str, list[int]] = {}
    for place, word in enumerate(phrase):
        numbers = [kind for kind, pattern in _NUMBERS.items() if pattern.fullmatch(word)]
        for name in (word, *numbers):
            starts.setdefault(name, []).append(place)
    return starts


def _match(
    groups: Sequence[Options],
    phrase: Words,
    starts: Mapping[str, Sequence[int]],
    free: set[int],
    *,
    apart: int,
) -> set[int]:
    """Return the places of a rule's words, as close together as they come; none if it fits not."""
    places = [list(_places(options, phrase, starts, free)) for options in groups]
    fitting = (
        union
        for spans in product(*places)
        if len(union := {place for span in spans for place in span}) == sum(map(len, spans))
        and max(union) - min(union) - len(union) < apart
    )
    return min(fitting, key=_distance, default=set())


def _distance(union: set[int]) -> tuple[int, int, list[int]]:
    return max(union) - min(union), -len(union), sorted(union)


def _places(
    options: Options, phrase: Words, starts: Mapping[str, Sequence[int]], free: set[int]
) -> Iterator[range]:
    for first in options.keys() & starts.keys():
        for words, start in product(options[first], starts[first]):
            span = range(start, start + len(words))
            if free.issuperset(span) and phrase[start + 1 : span.stop] == words[1:]:
                yield span


def _more_of_it(groups: Sequence[Options], phrase: Words, free: set[int], place: int) -> set[int]:
    """Return the places from one to the end that say the same once more: `rách` of `ướt rách`."""
    more = set(range(place, len(phrase)))
    known = (
        phrase[at] in _HOW_MUCH
        or any((phrase[at],) in options.get(phrase[at], ()) for options in groups)
        for at in more
    )
    return more if more <= free and all(known) else set()


def _is_denied(phrase: Words, span: set[int], free: set[int]) -> bool:
    """Tell whether `không` or the like stands before one of the places, none of its own."""
    for place in span:
        before = place - 1
        while before in free and phrase[before] in _PASSED_OVER:
            before -= 1
        if before in free and phrase[before] in _NEGATIONS:
            return True
    return False
