"""What people choose or type in a drop-down, in three languages, and the code that it means.

The first label of a language is the one that a drop-down offers; the others are understood too.
A `/` or a comma inside a label offers its halves as well. A label with brackets stands for
every way to choose from them: `chưa (đòi|báo)( ncc)?`. It is compared with the whole cell,
shortened words written out; `ncc` in it is any word for a supplier.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from types import MappingProxyType

from quality.vocabulary import Vocabulary
from sheets import sayings
from sheets.cells import plain
from sheets.headers import folded
from sheets.sayings import Sayings
from sheets.shorthand import bare, contradicts, lenient, written_out

Labels = Mapping[str, tuple[str, ...]]  # code -> labels, all languages

_NUMBERED = re.compile(r"^\d+\s*[.):\-]\s*")
_PREFIX = re.compile(r"^(?:(?:sản phẩm|sp|hàng|lỗi|bị|san pham|hang|loi|bi)\s+)+")
_HALVES = re.compile(r"\s*[/,]\s*")
_POLITE = re.compile(r"^(?:dạ|da|là|thì) | (?:nhé|nhe|nha|nhá|ạ|luôn|luon|nè|ne|á)$")
_SUPPLIER = (
    "(?:(?:bên|phía|anh|ông) )?(?:ncc|nhà cung cấp|xưởng|nhà máy|nhà sản xuất|nsx|nhà bán|bên bán)"
)
_EITHER = re.compile(r"\bkh\b")  # khách or không
LONGEST_SAYING = 80  # characters; a longer text is a note


@dataclass(frozen=True, slots=True)
class Choice:
    """The codes of a drop-down.

    Attributes:
        labels: Labels of each code, most usual first.
        other: The code for a text that fits no label; None: such a text is not counted.
    """

    labels: Labels
    other: str | None = None

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes in the order in which a drop-down shows them."""
        return tuple(self.labels)


NO_CHOICE = Choice(MappingProxyType({}))


class Finder:
    """Finds the code of a typed label: as it stands, in halves, without marks, without prefix.

    What is no label may still be said like one: with shortened words, or in one of the ways that a
    label with brackets allows.
    """

    def __init__(self, labels: Labels) -> None:
        """Take the labels; one that two codes share without marks is known with marks only."""
        self._labels = labels
        self._whole: dict[str, str] = {}
        self._folded: dict[str, str | None] = {}
        self._spelled: dict[str, list[str]] = {}  # without marks -> the names with their marks
        literal = {code: [n for n in names if "(" not in n] for code, names in labels.items()}
        for code, names in literal.items():
            for name in (code, *names):
                self._add(code, name)
        for code, names in literal.items():
            for half in (half for name in names for half in _HALVES.split(name)):
                self._whole.setdefault(plain(half), code)
                self._folded.setdefault(folded(half), code)
                self._spelled.setdefault(folded(half), []).append(plain(half))

    def _add(self, code: str, name: str) -> None:
        self._whole.setdefault(plain(name), code)
        known = self._folded.setdefault(folded(name), code)
        self._spelled.setdefault(folded(name), []).append(plain(name))
        if known != code:
            self._folded[folded(name)] = None

    def __call__(self, typed: str) -> str | None:
        """Return the code of a label, or None."""
        text = _NUMBERED.sub("", plain(typed))
        for attempt in (text, _PREFIX.sub("", text)):
            found = self._whole.get(attempt) or self._without_marks(attempt)
            if found:
                return found
        return self._as_said(text) if "?" not in text and len(text) <= LONGEST_SAYING else None

    def _without_marks(self, text: str) -> str | None:
        form = folded(text)
        agrees = any(not contradicts(text, name) for name in self._spelled.get(form, ()))
        return self._folded[form] if agrees else None

    def _as_said(self, text: str) -> str | None:
        """Return the only code whose labels can be said like this."""
        meanings = {written_out(_EITHER.sub(word, text)) for word in ("khách", "không")}
        for short in (_PREFIX, _POLITE):
            meanings |= {short.sub("", meaning) for meaning in meanings}
        said = {
            code
            for code, saying in self._sayings.items()
            if any(_is_said(saying, meaning) for meaning in meanings)
        }
        return said.pop() if len(said) == 1 else None

    @cached_property
    def _sayings(self) -> Mapping[str, str]:
        """Made when first a cell is no plain label."""
        return {
            code: "|".join(map(_saying, (code, *names))) for code, names in self._labels.items()
        }


def _saying(label: str) -> str:
    if "(" not in label:
        return re.escape(written_out(label)) or r"\b\B"
    return label.replace("ncc", _SUPPLIER)


def _is_said(saying: str, text: str) -> bool:
    """Tell whether a text is one of the sayings, with all its marks or with fewer."""
    unmarked = bare(text)
    if not _expression(saying, bare).fullmatch(unmarked):
        return False
    spellings = (str, lenient) if text != unmarked else ()
    return not spellings or any(_expression(saying, way).fullmatch(text) for way in spellings)


@cache  # the many ways of `lenient` are costly to compile, and seldom needed
def _expression(saying: str, spelling: Callable[[str], str]) -> re.Pattern[str]:
    return re.compile(spelling(saying))


@cache
def _finder(key: tuple[tuple[str, tuple[str, ...]], ...]) -> Finder:
    return Finder(dict(key))


def finder(labels: Labels) -> Finder:
    """Return the finder of the labels, made once."""
    return _finder(tuple(labels.items()))


def defect_labels(types: Vocabulary) -> Labels:
    """Return the labels of every defect type, a team's own names before the built-in ones."""
    return MappingProxyType(
        {
            code: (*kind.names.values(), *DEFECT_TYPE_LABELS.get(code, ()))
            for code, kind in types.items()
        }
    )


def _labels(said: Sayings | None = None, /, **codes: Iterable[str]) -> Labels:
    more = {code: (saying,) for code, saying in (said or {}).items()}
    return MappingProxyType({code: (*names, *more.get(code, ())) for code, names in codes.items()})


DEFECT_TYPE_LABELS: Labels = _labels(
    broken=(
        *("Broken", "Vỡ / gãy", "破损"),
        *(
            "cracked",
            "crack",
            "cracks",
            "damaged",
            "torn",
            "dented",
            "dented item",
            "shattered",
            "smashed",
        ),
        *("bể", "nứt", "rách", "móp", "méo", "móp méo", "hư hỏng", "vỡ hỏng", "bể vỡ", "nứt vỡ"),
        *("开裂", "断裂", "变形", "破裂", "碎了", "商品破损", "摔坏"),
    ),
    chipped=(
        *("Chipped / scratched", "Sứt / trầy", "缺口/划痕"),
        *("scratch", "scratches", "scratch/dents", "sứt mẻ", "mẻ", "trầy xước", "xước"),
        *("划伤", "磕碰", "刮花"),
    ),
    leak=(
        *("Leaking", "Rò rỉ", "漏水/漏液"),
        *("leak", "leaks", "spilled", "rò", "rỉ nước", "chảy nước", "rò nước", "thấm nước", "漏"),
    ),
    wrong_colour=(
        *("Wrong colour", "Sai màu", "颜色不符"),
        *("wrong color", "colour difference", "color mismatch", "colour mismatch"),
        *("khác màu", "lệch màu", "nhầm màu", "không đúng màu"),
        *("色差", "颜色错误", "发错颜色"),
    ),
    wrong_size=(
        *("Wrong size", "Sai kích thước", "尺寸不符"),
        *("wrong dimension", "wrong dimensions", "sai size", "nhầm size", "lệch kích thước"),
        *("sai cỡ", "sai kích cỡ", "尺码错误", "发错尺码", "规格不符", "尺码不符"),
    ),
    wrong_item=(
        *("Wrong product", "Sai sản phẩm", "发错货"),
        *("wrong item", "wrong model", "received wrong item", "sai mẫu", "nhầm mẫu", "giao nhầm"),
        *("giao sai", "giao sai hàng", "sai hàng", "nhầm hàng", "错发", "款式错误", "卖家发错货"),
    ),
    missing_part=(
        *("Missing accessory", "Thiếu phụ kiện", "缺配件"),
        *("missing part", "missing parts", "missing accessories", "incomplete", "thiếu đồ"),
        *("thiếu ốc", "thiếu quà", "thiếu linh kiện", "thiếu nắp", "thiếu dây", "thiếu chi tiết"),
        *("少配件", "缺件", "漏发", "少件", "少件/漏发", "配件缺失"),
    ),
    material_diff=(
        *("Different material", "Khác chất liệu", "材质不符"),
        *("material different", "material differs", "wrong material", "thin material"),
        *("vải mỏng", "nhựa mỏng", "sai chất liệu", "chất liệu khác", "用料差", "偏薄"),
    ),
    not_working=(
        *("Does not work", "Không hoạt động", "不能正常使用"),
        *("not working", "doesn't work", "faulty", "dead", "does not function", "defective"),
        *("không lên nguồn", "hỏng", "hư", "lỗi chức năng", "không dùng được", "không chạy"),
        *("không sử dụng được", "无法使用", "功能不良", "不通电", "失灵", "不工作", "不亮"),
    ),
    colour_fading=(
        *("Colour fades", "Phai màu", "掉色"),
        *("fading", "color fades", "color fading", "colour fading", "colour bleeding", "tarnish"),
        *("ra màu", "xỉn màu", "bay màu", "褪色", "氧化变色"),
    ),
    loosening=(
        *("Loosens after use", "Lỏng/bung sau vài lần dùng", "使用后松动"),
        *("loose", "wobbly", "came apart", "comes loose", "lỏng", "lỏng lẻo", "bung", "ọp ẹp"),
        *("rơ", "tuột", "松动", "脱落", "开胶", "掉胶"),
    ),
    loose_stitch=(
        *("Loose stitching", "Bung chỉ", "开线"),
        *("loose stitch", "loose stitches", "sút chỉ", "đứt chỉ", "bung đường may", "脱线"),
    ),
    finish=(
        *("Poor finish, dirty", "Hoàn thiện kém / bẩn", "做工差"),
        *("finish", "stitching", "stain", "stains", "dirty", "glue mark", "đường may lỗi"),
        *("chỉ thừa", "lem keo", "hoàn thiện xấu", "ố", "lem màu", "gia công kém"),
        *("做工粗糙", "线头", "污渍", "溢胶", "毛边", "做工问题"),
    ),
    below_spec=(
        *("Below description", "Không đạt như mô tả", "性能不达标"),
        *("below spec", "not as described", "weak", "không như mô tả", "yếu", "kém chất lượng"),
        *("与商品描述不符", "与描述不符"),
    ),
    smell=(
        *("Chemical smell", "Mùi lạ", "异味"),
        *("smell", "odour", "odor", "mùi hôi", "mùi nhựa", "có mùi", "有味道", "刺鼻"),
    ),
    packaging_bad=(
        *("Retail box damaged", "Hộp móp/rách", "包装破损"),
        *("packaging damage", "packaging damaged", "outer packaging damaged", "crushed box"),
        *("móp hộp", "rách bao bì", "đóng gói kém", "hộp móp", "bao bì hỏng", "rách hộp"),
        *("外箱压坏", "包装差", "包装/商品破损"),
    ),
    short_count=(
        *("Units short", "Thiếu số lượng", "少货"),
        *("short count", "short shipped", "short", "missing units", "thiếu hàng", "giao thiếu"),
        *("少发", "数量不足"),
    ),
    counterfeit_or_used=(
        *("Used or counterfeit", "Hàng cũ / giả", "假货/二手"),
        *("used item", "counterfeit", "used", "fake", "hàng cũ", "hàng giả", "hàng nhái"),
        *("đã qua sử dụng", "旧货", "假冒品牌"),
    ),
    other=("Other", "Khác", "其他", "lỗi khác", "other defect", "其它"),
)

FOUND_AT = Choice(
    _labels(
        sayings.FOUND_AT,
        customer=("Customer", "Khách", "客户", "buyer", "khách hàng", "người mua", "买家", "顾客"),
        receiving_qc=(
            *("Receiving QC", "QC nhận hàng", "收货质检", "qc", "receiving", "kiểm hàng"),
            *("qc khi nhận", "kiểm khi nhận", "khi nhận hàng", "nhập hàng", "来料检验", "入库检验"),
        ),
        packing=("Packing", "Đóng gói", "打包", "khi đóng gói", "đóng hàng", "包装时"),
        warehouse=("Warehouse", "Kho", "仓库", "trong kho", "tại kho"),
    )
)
PLATFORM = Choice(
    _labels(
        sayings.PLATFORM,
        shopee=("Shopee", "shopee vn", "虾皮", "shopee mall"),
        tiktok_shop=("TikTok Shop", "tiktok", "tik tok", "tiktokshop", "tts", "tik tok shop"),
        lazada=("Lazada", "laz", "lazmall", "来赞达"),
        other=(
            *("Other", "Khác", "其他", "facebook", "fb", "zalo", "website", "web", "tiki", "sendo"),
            *("offline", "cửa hàng", "instagram", "store"),
        ),
    ),
    other="other",
)
SEVERITY = Choice(
    _labels(
        sayings.SEVERITY,
        minor=("Minor", "Nhẹ", "轻微", "low", "ít nghiêm trọng", "cosmetic"),
        major=("Major", "Nặng", "严重", "medium", "vừa", "trung bình", "一般", "主要"),
        serious=(
            *("Serious", "Nghiêm trọng", "很严重", "critical", "high", "severe", "rất nặng"),
            *("致命", "非常严重"),
        ),
    )
)
OUTER_PACKAGING = Choice(
    _labels(
        sayings.OUTER_PACKAGING,
        ok=("OK", "Còn tốt", "完好", "good", "intact", "tốt", "nguyên vẹn", "bình thường", "正常"),
        damaged=("Damaged", "Hỏng", "破损", "móp", "rách", "ướt", "bị hỏng", "móp méo", "wet"),
        unknown=("Unknown", "Không rõ", "不清楚", "không biết"),
    )
)
RESOLUTION = Choice(
    _labels(
        sayings.RESOLUTION,
        none=("None", "Chưa xử lý", "未处理", "chưa", "không", "no"),
        refund=("Refund", "Hoàn tiền", "退款", "hoàn", "trả hàng hoàn tiền", "退货退款"),
        exchange=("Exchange", "Đổi hàng", "换货", "đổi", "đổi mới", "gửi bù", "resend", "补发"),
        partial_refund=(
            *("Partial refund", "Hoàn một phần", "部分退款", "hoàn 1 phần", "giảm giá", "bù tiền"),
        ),
    )
)
CLAIM = Choice(
    _labels(
        sayings.CLAIM,
        open=("Open", "Chưa đòi", "未索赔", "chưa", "chưa xử lý", "mở"),
        claimed=("Claimed", "Đã đòi", "已索赔", "đang đòi", "đã gửi", "索赔中"),
        compensated=("Compensated", "Đã bồi thường", "已赔偿", "đã đền", "đã bù", "paid"),
        rejected=("Rejected", "Bị từ chối", "被拒绝", "từ chối", "ncc từ chối", "拒赔"),
        ignore=("Ignore", "Bỏ qua", "忽略", "không tính", "test", "loại"),
    )
)
ORIGIN = Choice(
    _labels(
        sayings.ORIGIN,
        factory_packing=("Factory packing", "Đóng gói ở xưởng", "工厂包装", "xưởng đóng gói"),
        factory_material=("Factory material", "Chất liệu ở xưởng", "工厂用料", "chất liệu xưởng"),
        transit=("Transit", "Trên đường vận chuyển", "运输途中", "in transit", "dọc đường"),
        factory=("Factory", "Xưởng", "工厂", "nhà máy", "xưởng sản xuất", "do xưởng"),
        consolidation=("Consolidation warehouse", "Kho gom hàng", "集货仓", "kho tq", "kho gom"),
        freight=("Freight", "Vận chuyển", "运输", "vận chuyển quốc tế", "transport", "货运"),
        customs=("Customs", "Hải quan", "海关", "thông quan"),
        last_mile=("Last mile", "Giao hàng", "末端配送", "shipper", "đvvc", "delivery", "快递"),
        unknown=("Unknown", "Không rõ", "不清楚"),
    ),
)
QC_RESULT = Choice(
    _labels(
        sayings.QC_RESULT,
        **{
            "pass": (
                *(
                    "Pass",
                    "Đạt",
                    "合格",
                    "ok",
                    "passed",
                    "được",
                    "x",
                    "✓",
                    "√",
                    "đủ",
                    "có",
                    "良",
                    "通过",
                ),
                *("yes", "y", "true"),
            ),
            "pass_with_issues": (
                *("Pass with issues", "Đạt nhưng có lỗi", "让步接收", "đạt có lỗi", "特采"),
                *("tạm chấp nhận", "accepted with issues", "chấp nhận"),
            ),
            "fail": (
                *("Fail", "Không đạt", "不合格", "failed", "ko đạt", "ng", "lỗi", "reject", "no"),
                *("không", "k", "thiếu", "不良", "×", "n", "rejected", "false"),
            ),
            "not_done": ("Not done", "Chưa kiểm", "未检", "chưa làm", "not checked", "chưa qc"),
        },
    )
)
PLAN_STATUS = Choice(
    _labels(
        sayings.PLAN_STATUS,
        planned=("Planned", "Dự kiến", "计划中", "kế hoạch", "chưa đặt", "plan", "draft"),
        negotiating=("Negotiating", "Đang đàm phán", "谈判中", "đàm phán", "đang trao đổi"),
        ordered=(
            *("Ordered", "Đã đặt", "已下单", "đã đặt hàng", "in transit", "đang về", "shipped"),
            *("đang giao", "在途", "confirmed", "đã xác nhận", "đã chốt", "已确认"),
            *("delivered", "received", "completed", "done", "đã về", "đã nhận", "đã nhận hàng"),
            *("hoàn thành", "xong", "已到货", "已收货", "已完成"),
        ),
        on_hold=("On hold", "Tạm dừng", "暂停", "hold", "tạm hoãn", "hoãn"),
        cancelled=("Cancelled", "Đã hủy", "已取消", "canceled", "hủy", "huỷ", "đã huỷ", "bỏ"),
    )
)
CHANNEL = Choice(
    _labels(
        sayings.CHANNEL,
        agent_chat=("Agent chat", "Chat với đại lý", "代理聊天", "agent", "đại lý", "trung gian"),
        wangwang=("Wangwang", "旺旺", "aliwangwang", "阿里旺旺", "1688"),
        wechat=("WeChat", "微信"),
        zalo=("Zalo",),
        call=("Call", "Gọi điện", "电话", "phone", "điện thoại", "gọi"),
    ),
)
RESPONSE = Choice(
    _labels(
        sayings.RESPONSE,
        acknowledged=("Acknowledged", "Đã ghi nhận", "已知悉", "ghi nhận", "thừa nhận", "承认"),
        promised=("Promised fix", "Hứa sửa", "承诺改进", "promised", "hứa", "hứa khắc phục"),
        agreed=(
            *("Agreed compensation", "Đồng ý bồi thường", "同意赔偿", "agreed", "đồng ý"),
            *("đồng ý bù", "同意"),
        ),
        refused=("Refused", "Từ chối", "拒绝", "không đồng ý", "rejected", "不同意"),
        no_answer=("No answer", "Không trả lời", "未回复", "no reply", "chưa trả lời", "没回"),
    )
)
YES_NO_UNKNOWN = Choice(
    _labels(
        sayings.YES_NO_UNKNOWN,
        yes=("Yes", "Có", "是", "rồi", "y", "x", "✓", "true", "đã thấy", "有"),
        no=("No", "Không", "否", "chưa", "n", "ko", "false", "没有", "无"),
        unknown=("Unknown", "Không rõ", "不清楚", "chưa biết"),
    )
)
COMPENSATION = Choice(
    _labels(
        sayings.COMPENSATION,
        yes=("Yes", "Đã nhận đủ", "已收到", "có", "rồi", "đủ", "y", "x", "✓", "true", "đã nhận"),
        partly=("Partly", "Nhận một phần", "部分收到", "một phần", "partial", "1 phần"),
        no=("No", "Chưa nhận", "未收到", "không", "chưa", "n", "ko", "false"),
    )
)
MESSAGE_LANGUAGE = Choice(
    _labels(
        sayings.MESSAGE_LANGUAGE,
        zh=("Chinese", "Tiếng Trung", "中文", "trung", "cn", "zh-cn", "tiếng hoa", "汉语"),
        vi=("Vietnamese", "Tiếng Việt", "越南语", "việt", "vn"),
        en=("English", "Tiếng Anh", "英文", "anh", "eng", "英语"),
    )
)
PSI_BY = Choice(
    _labels(
        sayings.PSI_BY,
        agent=("Agent", "Đại lý", "代理", "trung gian"),
        third_party=("Third party", "Bên thứ ba", "第三方", "third-party", "bên thứ 3"),
        none=("None", "Không", "无", "no", "không có"),
    )
)
SUPPLIER_STATUS = Choice(
    _labels(
        sayings.SUPPLIER_STATUS,
        active=("Active", "Đang dùng", "合作中", "đang hợp tác", "true", "yes", "hoạt động"),
        trial=("Trial", "Thử", "试用", "đang thử", "dùng thử"),
        stopped=("Stopped", "Đã dừng", "停止合作", "dừng", "ngừng", "ngưng", "false", "inactive"),
    )
)
BUCKET = Choice(
    _labels(
        sayings.BUCKET,
        product_defect=("Product defect", "Lỗi sản phẩm", "产品质量", "defect", "lỗi hàng"),
        expectation_mismatch=(
            *("Expectation mismatch", "Không như mong đợi", "与预期不符", "expectation"),
            *("khác mong đợi", "khác mô tả"),
        ),
        delivery_failure=(
            *("Delivery failure", "Lỗi giao hàng", "物流问题", "delivery", "giao hàng"),
            *("vận chuyển", "shipping"),
        ),
    )
)
PASS_FAIL = Choice(
    _labels(**{code: QC_RESULT.labels[code] for code in ("pass", "fail")}),
)
PASS_FAIL_PENDING = Choice(
    _labels(
        **PASS_FAIL.labels,
        pending=(
            "Pending",
            "Đang chờ",
            "待定",
            "chờ",
            "đang thử",
            "chưa xong",
            "waiting",
            sayings.PENDING,
        ),
    )
)
