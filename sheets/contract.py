"""The input tabs: what each column is called in three languages, what it may hold, what it needs.

The first alias of a language is the header that we write into a new tab; the others are recognised.
The column ids are the fields of `quality/records.py`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from sheets import labels
from sheets.headers import Aliases
from sheets.labels import Choice
from sheets.loose_headers import LOOSE

if TYPE_CHECKING:
    from quality.records import Schema


class Kind(StrEnum):
    """How the cells of a column are read."""

    KEY = "key"  # an id: text in one spelling
    TEXT = "text"
    COUNT = "count"  # whole units
    CARTONS = "cartons"
    SPAN = "span"  # whole days; weeks and months are turned into days
    AMOUNT = "amount"  # money or another number, 0 or more
    RATE = "rate"  # a fraction, shown and typed as percent
    RATING = "rating"  # 1 to 5
    DAY = "day"
    MONTH = "month"  # a day, or only its month
    PLANNED_DAY = "planned_day"  # a day that may lie ahead
    MOMENT = "moment"
    YES = "yes"  # a tick
    CODE = "code"  # one of a drop-down
    DEFECT_TYPE = "defect_type"  # one of the defect types
    LINKS = "links"
    UNUSED = "unused"  # known, so that it is not taken for another column


class Need(StrEnum):
    """What happens without the column, or without its value in a row."""

    REQUIRED = "required"  # the tab cannot be used; the row is reported
    ADVISED = "advised"  # more could be computed with it
    OPTIONAL = "optional"


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column of an input tab.

    Attributes:
        id: Field of the tab's records.
        aliases: Headers by language (en, vi, zh), the one that we write first.
        choice: The drop-down of a CODE column.
        least: Smallest count that is taken.
        default: What a blank stands for, for the documentation.
        besides: Field that takes what the cells say besides their value: the links behind a
            count, the text behind `other`, whether only a month is known.
        example: A typical cell.
    """

    id: str
    kind: Kind
    need: Need = Need.OPTIONAL
    aliases: Mapping[str, tuple[str, ...]]
    choice: Choice | None = None
    least: int = 0
    default: str = ""
    besides: str | None = None
    example: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class InputTab:
    """One tab that people fill in.

    Attributes:
        id: Its name in config and issues.
        frame: Name of its records in `quality.records.SCHEMAS`.
        titles: Titles by language, the one that we give a new tab first.
        columns: Its columns in the order of a new tab.
        one_of: Groups of columns of which a row needs one, where the tab has any of them.
        either: Groups of columns of which a row should have one.
        optional: Nobody is asked for it.
    """

    id: str
    frame: str
    titles: Mapping[str, tuple[str, ...]]
    columns: tuple[Column, ...]
    one_of: tuple[tuple[str, ...], ...] = ()
    either: tuple[tuple[str, ...], ...] = ()
    optional: bool = False

    @property
    def schema(self) -> "Schema":
        """The frame that its rows become."""
        from quality.records import SCHEMAS  # noqa: PLC0415 - slow to import

        return SCHEMAS[self.frame]

    @property
    def required(self) -> tuple[Column, ...]:
        """The columns without which no row can be used."""
        return tuple(column for column in self.columns if column.need is Need.REQUIRED)

    def column(self, column_id: str) -> Column:
        """Return the column of an id.

        Raises:
            KeyError: If there is none.
        """
        for column in self.columns:
            if column.id == column_id:
                return column
        raise KeyError(column_id)


@cache
def aliases(tab_id: str) -> Aliases:
    """Return the known headers of a tab."""
    columns = TABS[tab_id].columns
    return Aliases(
        {
            column.id: (
                column.id,
                *(alias for names in column.aliases.values() for alias in names),
            )
            for column in columns
        },
        canonical=[names[0] for column in columns for names in column.aliases.values()],
        loose={column.id: _further(tab_id, column.id) for column in columns},
    )


def _further(tab_id: str, column_id: str) -> list[str]:
    listed = (LOOSE[""].get(column_id), LOOSE.get(tab_id, {}).get(column_id))
    return [name for names in listed if names for name in names.split("|")]


def _names(en: str, vi: str, zh: str, *more: str) -> Mapping[str, tuple[str, ...]]:
    """Group headers by language; `more` are `en:...`, `vi:...` or `zh:...` lists, `|` between."""
    names = {"en": [en], "vi": [vi], "zh": [zh]}
    for group in more:
        language, _, listed = group.partition(":")
        names[language] += listed.split("|")
    return MappingProxyType({language: tuple(found) for language, found in names.items()})


def _unlike(names: Mapping[str, tuple[str, ...]], left_out: str) -> Mapping[str, tuple[str, ...]]:
    """The headers without one that means something else in a tab."""
    return MappingProxyType(
        {
            language: tuple(name for name in found if name != left_out)
            for language, found in names.items()
        }
    )


_SKU = _names(
    "SKU",
    "Mã hàng",
    "货号",
    "en:item code|item no|product code|seller sku|variation sku|model no|style no|material id"
    "|item sku|sku id|shop sku",
    "vi:mã sp|mã sản phẩm|mã sku|sku sản phẩm|sku phân loại hàng|sku phân loại|mã phân loại hàng"
    "|mã hàng hóa|mã mẫu",
    "zh:款号|品号|料号|商品编码|产品编号|型号|sku编码|物料编码",
)
_LOT = _names(
    "Batch",
    "Mã lô",
    "批次",
    "en:batch id|batch no|batch number|batch code|lot|lot id|lot no|lot number|shipment"
    "|import batch|po no",
    "vi:lô|lô hàng|số lô|lô nhập|đợt hàng|đợt nhập|chuyến hàng|mã đợt|mã kiện|kiện hàng",
    "zh:批号|批次号|到货批次|柜号",
)
_SUPPLIER = _names(
    "Supplier",
    "NCC",
    "供应商",
    "en:vendor|factory|shop|store|supplier id|supplier name",
    "vi:nhà cung cấp|xưởng|nhà máy|shop 1688|tên shop|nguồn hàng|nhà bán|đối tác|tên ncc",
    "zh:供方|厂家|工厂|店铺|供货商",
)
_NOTE = _names(
    "Note",
    "Ghi chú",
    "备注",
    "en:notes|remark|remarks",
    "vi:chú thích",
    "zh:说明",
)
_PLATFORM = _names(
    "Platform",
    "Sàn",
    "平台",
    "en:channel|marketplace|sales channel",
    "vi:kênh|kênh bán|sàn tmđt|sàn bán|nguồn",
    "zh:渠道|销售平台",
)
_SEVERITY = _names("Severity", "Mức độ", "严重程度", "vi:mức độ lỗi|mức độ nghiêm trọng", "zh:程度")
_ORDER = _names(
    "Order ref",
    "Mã đơn",
    "订单号",
    "en:order id|order no|order number|order sn|order item id",
    "vi:mã đơn hàng|số đơn hàng|mã vận đơn",
    "zh:订单编号",
)
_CONTACTED = _names(
    "Buyer contacted at",
    "Đã nhắn khách lúc",
    "联系买家时间",
    "en:contacted at|buyer contacted|contacted",
    "vi:đã nhắn khách|liên hệ khách lúc|đã liên hệ khách|nhắn khách lúc",
    "zh:已联系买家",
)
_LEAD_TIME = _names(
    "Lead time days",
    "Số ngày về hàng",
    "交期",
    "en:lead time|days|leadtime days",
    "vi:thời gian giao|thời gian sản xuất|leadtime|thời gian về hàng",
    "zh:货期|交货周期",
)
_UNIT_PRICE = _names(
    "Unit price",
    "Giá tệ",
    "单价",
    "en:unit price cny|cost|price|purchase price|standard cost|base price",
    "vi:giá nhập|đơn giá|giá|giá vốn|giá mua",
    "zh:进价|采购单价",
)
_PHOTOS = _names(
    "Photos",
    "Ảnh",
    "照片",
    "en:photo|image|images|picture|evidence",
    "vi:hình|hình ảnh|link ảnh|video|bằng chứng",
    "zh:图片|视频",
)
_ACCEPTABLE = _names(
    "Accept rate %",
    "Tỷ lệ lỗi chấp nhận %",
    "可接受不良率",
    "en:accept rate|accept rate pct|tolerance|aql",
    "vi:tỷ lệ lỗi cho phép|lỗi cho phép",
    "zh:允收不良率",
)

_DEFECT_LOG = InputTab(
    id="defect_log",
    frame="defects",
    titles=_names(
        "Defect log",
        "Nhật ký lỗi",
        "不良记录",
        "en:defects|defect list|complaints|returns",
        "vi:lỗi hàng|hàng lỗi|sổ lỗi|log lỗi|nhật ký hàng lỗi|danh sách lỗi|theo dõi lỗi|khiếu nại",
        "zh:次品记录|不良品记录|质量问题|售后记录",
    ),
    either=(("lot_id", "imported_on"),),
    columns=(
        Column(id="sku", kind=Kind.KEY, need=Need.REQUIRED, aliases=_SKU, example="B-MUG"),
        Column(
            id="defect_type",
            kind=Kind.DEFECT_TYPE,
            need=Need.REQUIRED,
            besides="type_text",
            aliases=_names(
                "Defect type",
                "Loại lỗi",
                "不良类型",
                "en:defect|issue|problem|failure mode|reason|return reason|category",
                "vi:lỗi gì|dạng lỗi|tình trạng lỗi|mô tả lỗi|nguyên nhân|lý do|lý do đổi trả"
                "|lý do trả hàng|vấn đề",
                "zh:不良现象|不良原因|不良描述|缺陷类型|问题类型|问题描述|退货原因",
            ),
            example="broken",
        ),
        Column(id="lot_id", kind=Kind.KEY, aliases=_LOT, example="MUG-2410"),
        Column(
            id="imported_on",
            kind=Kind.MONTH,
            besides="imported_month",
            aliases=_names(
                "Approx. import date",
                "Ngày nhập (khoảng)",
                "到货日期",
                "en:import date|import date approx|import month|received date|arrival date"
                "|date received|eta|month|batch date",
                "vi:ngày nhập|ngày nhập kho|ngày về|ngày hàng về|ngày nhận|ngày nhận hàng"
                "|hàng về ngày|tháng nhập|tháng",
                "zh:入库日期|收货日期|来料日期|到货月份",
            ),
            example="T10/2024",
        ),
        Column(
            id="found_on",
            kind=Kind.DAY,
            aliases=_names(
                "Date found",
                "Ngày phát hiện",
                "发现日期",
                "en:date|found date|log date|reported on|report date|defect date|created time"
                "|timestamp|return date",
                "vi:ngày|ngày ghi nhận|ngày báo lỗi|ngày phản ánh|dấu thời gian|thời gian|ngày lỗi"
                "|ngày báo",
                "zh:日期|登记日期|反馈日期|时间",
            ),
            default="the import date, then the day the batch was received",
            example="28/10/2024",
        ),
        Column(
            id="units",
            kind=Kind.COUNT,
            least=1,
            aliases=_names(
                "Units",
                "Số lượng",
                "数量",
                "en:qty|quantity|qty defective|quantity affected|defective|defects|defect count"
                "|failed|ng qty|qty ng|returned qty|sku quantity of return|number of units",
                "vi:sl|sl lỗi|số lượng lỗi|số lỗi|số cái|sl hỏng|số lượng hỏng|sản phẩm lỗi"
                "|sp lỗi|số lượng sản phẩm được hoàn trả",
                "zh:不良数量|不良数|不合格数量|次品数量|次品数|坏件数|缺陷数",
            ),
            default="1",
            example="1",
        ),
        Column(
            id="found_at",
            kind=Kind.CODE,
            choice=labels.FOUND_AT,
            aliases=_names(
                "Found by",
                "Phát hiện ở",
                "发现环节",
                "en:found at|source|found where",
                "vi:ai phát hiện|nơi phát hiện|phát hiện bởi",
                "zh:来源|检查来源",
            ),
            default="customer",
            example="customer",
        ),
        Column(
            id="platform",
            kind=Kind.CODE,
            choice=labels.PLATFORM,
            aliases=_PLATFORM,
            example="Shopee",
        ),
        Column(
            id="severity",
            kind=Kind.CODE,
            choice=labels.SEVERITY,
            aliases=_SEVERITY,
            default="that of the defect type",
            example="serious",
        ),
        Column(
            id="outer_packaging",
            kind=Kind.CODE,
            choice=labels.OUTER_PACKAGING,
            aliases=_names(
                "Outer packaging",
                "Thùng ngoài",
                "外箱",
                "en:outer carton|outer box",
                "vi:bao bì ngoài|tình trạng thùng",
                "zh:外箱情况|外包装",
            ),
            default="unknown",
            example="damaged",
        ),
        Column(
            id="photos",
            kind=Kind.LINKS,
            besides="photo_links",
            aliases=_names(
                "Photos of defect",
                "Ảnh lỗi",
                "不良图片",
                "en:photo|photos|photo defect|image|images|picture|evidence|defect photos",
                "vi:ảnh|hình|hình ảnh|link ảnh|video|bằng chứng|hình lỗi",
                "zh:图片|照片|视频",
            ),
            example="https://drive.example/1",
        ),
        Column(
            id="photos_packaging",
            kind=Kind.LINKS,
            aliases=_names(
                "Photos of packaging",
                "Ảnh bao bì/khui hàng",
                "包装图片",
                "en:photo packaging|packaging photos|unboxing photos",
                "vi:ảnh bao bì|ảnh khui hàng|ảnh thùng|ảnh đóng gói",
                "zh:外箱图片|开箱图片",
            ),
            example="https://drive.example/2",
        ),
        Column(id="order_ref", kind=Kind.KEY, aliases=_ORDER, example="2410ABC123"),
        Column(id="contacted_at", kind=Kind.MOMENT, aliases=_CONTACTED, example="28/10/2024 9:30"),
        Column(
            id="resolution",
            kind=Kind.CODE,
            choice=labels.RESOLUTION,
            aliases=_names(
                "Resolution",
                "Xử lý",
                "处理方式",
                "en:action|action taken|disposition",
                "vi:cách xử lý|hướng xử lý|hành động|đã xử lý",
                "zh:处理结果|处理措施",
            ),
            default="none",
            example="refund",
        ),
        Column(
            id="cost",
            kind=Kind.AMOUNT,
            aliases=_names(
                "Cost",
                "Chi phí (₫)",
                "处理成本",
                "en:resolution cost|resolution cost vnd|cost vnd",
                "vi:chi phí xử lý|tiền hoàn|số tiền hoàn|thiệt hại",
                "zh:费用|赔付金额",
            ),
            default="estimated",
            example="149000",
        ),
        Column(
            id="claim",
            kind=Kind.CODE,
            choice=labels.CLAIM,
            aliases=_names(
                "Claim status",
                "Đòi NCC",
                "索赔状态",
                "en:claim|supplier claim",
                "vi:đòi nhà cung cấp|khiếu nại ncc|tình trạng đòi",
                "zh:索赔",
            ),
            default="open",
            example="open",
        ),
        Column(
            id="origin",
            kind=Kind.CODE,
            choice=labels.ORIGIN,
            aliases=_names(
                "Origin",
                "Nguồn gốc lỗi",
                "问题环节",
                "en:origin of defect",
                "vi:lỗi do đâu|khâu gây lỗi|lỗi do",
                "zh:责任环节",
            ),
            example="factory",
        ),
        Column(id="note", kind=Kind.TEXT, aliases=_NOTE),
    ),
)

_RECEIVING = InputTab(
    id="receiving",
    frame="lots",
    titles=_names(
        "Receiving & QC",
        "Nhập hàng & QC",
        "收货与质检",
        "en:receiving|receiving and qc|lots|batches in|goods in|inbound|shipments",
        "vi:nhập hàng|nhập hàng và qc|nhập kho|qc nhập hàng|nhận hàng",
        "zh:收货|入库|收货质检|到货|来料检验",
    ),
    one_of=(("lot_id", "received_on"),),
    columns=(
        Column(
            id="lot_id",
            kind=Kind.KEY,
            aliases=_LOT,
            default="generated as SKU@yyyy-mm-dd, without a date as SKU#row",
            example="MUG-2410",
        ),
        Column(id="sku", kind=Kind.KEY, need=Need.REQUIRED, aliases=_SKU, example="B-MUG"),
        Column(
            id="received_on",
            kind=Kind.DAY,
            need=Need.ADVISED,
            aliases=_names(
                "Received",
                "Ngày nhận",
                "收货日期",
                "en:received date|received on|import date|arrival date|date received|date"
                "|delivery date|actual delivery date",
                "vi:ngày nhập|ngày nhập kho|ngày về|ngày hàng về|ngày nhận hàng|hàng về ngày|ngày",
                "zh:到货日期|入库日期|来料日期|日期",
            ),
            example="15/10/2024",
        ),
        Column(
            id="units",
            kind=Kind.COUNT,
            least=1,
            need=Need.ADVISED,
            besides="units_whole",
            aliases=_names(
                "Units received",
                "SL nhận",
                "收货数量",
                "en:qty received|received qty|quantity received|quantity|qty|units|total received"
                "|lot size",
                "vi:số lượng|sl|sl nhập|số lượng nhận|số lượng nhập|thực nhận|sl thực nhận"
                "|tổng nhập",
                "zh:数量|到货数量|来料数量|批量|批次总数|入库数量",
            ),
            example="200",
        ),
        Column(
            id="supplier",
            kind=Kind.KEY,
            aliases=_SUPPLIER,
            default="the SKU's supplier",
            example="Ruicai",
        ),
        Column(
            id="ordered_on",
            kind=Kind.DAY,
            aliases=_names(
                "Ordered on",
                "Ngày đặt",
                "下单日期",
                "en:order date|ordered date|date ordered",
                "vi:ngày đặt hàng",
                "zh:采购日期|订购日期",
            ),
            default="received less the lead time",
            example="22/09/2024",
        ),
        Column(
            id="units_ordered",
            kind=Kind.COUNT,
            aliases=_names(
                "Units ordered",
                "SL đặt",
                "订购数量",
                "en:qty ordered|ordered|order qty",
                "vi:số lượng đặt|sl đặt hàng",
                "zh:采购数量|下单数量",
            ),
            example="200",
        ),
        Column(id="unit_price", kind=Kind.AMOUNT, aliases=_UNIT_PRICE, example="18.50"),
        Column(
            id="cartons",
            kind=Kind.CARTONS,
            aliases=_names(
                "Cartons",
                "Số thùng",
                "箱数",
                "en:ctns|boxes|no. of cartons|cartons total",
                "vi:số kiện|thùng|kiện",
                "zh:件数|外箱数量",
            ),
            example="10",
        ),
        Column(
            id="cartons_opened",
            kind=Kind.CARTONS,
            aliases=_names(
                "Cartons opened",
                "Thùng đã mở",
                "开箱数",
                "en:cartons checked",
                "vi:số thùng mở|số thùng kiểm|số thùng đã mở",
                "zh:抽检箱数",
            ),
            example="1",
        ),
        Column(
            id="units_checked",
            kind=Kind.COUNT,
            aliases=_names(
                "Units checked",
                "SL kiểm",
                "抽检数量",
                "en:qty checked|inspected|sample size|checked",
                "vi:số lượng kiểm|đã kiểm|sl kiểm tra|cỡ mẫu",
                "zh:检查数量|检验数量|抽样数量|送检数量",
            ),
            example="20",
        ),
        Column(
            id="qc_count",
            kind=Kind.COUNT,
            aliases=_names(
                "① Count wrong",
                "① Thiếu SL",
                "①数量不符",
                "en:count wrong|qc count|units short|short",
                "vi:thiếu sl|thiếu số lượng|sl thiếu",
                "zh:数量不符|少货数",
            ),
            example="0",
        ),
        Column(
            id="qc_colour",
            kind=Kind.COUNT,
            aliases=_names(
                "② Colour wrong",
                "② Sai màu",
                "②颜色不符",
                "en:colour wrong|color wrong|qc colour|qc color|wrong colour|wrong color",
                "vi:sai màu|lệch màu",
                "zh:颜色不符|色差",
            ),
            example="0",
        ),
        Column(
            id="qc_broken",
            kind=Kind.COUNT,
            aliases=_names(
                "③ Broken",
                "③ Vỡ/hỏng",
                "③破损",
                "en:broken|qc broken|damaged",
                "vi:vỡ hỏng|vỡ|bể vỡ",
                "zh:破损|破损数",
            ),
            example="2",
        ),
        Column(
            id="qc_accessory",
            kind=Kind.COUNT,
            aliases=_names(
                "④ Accessory missing",
                "④ Thiếu phụ kiện",
                "④缺配件",
                "en:accessory missing|qc accessory|missing accessory|missing accessories",
                "vi:thiếu phụ kiện",
                "zh:缺配件|少配件",
            ),
            example="0",
        ),
        Column(
            id="qc_packaging",
            kind=Kind.COUNT,
            aliases=_names(
                "⑤ Packaging not intact",
                "⑤ Bao bì hỏng",
                "⑤包装破损",
                "en:packaging not intact|qc packaging|packaging damaged",
                "vi:bao bì hỏng|hộp móp|bao bì rách",
                "zh:包装破损|包装不良",
            ),
            example="0",
        ),
        Column(
            id="qc_other_type",
            kind=Kind.DEFECT_TYPE,
            aliases=_names(
                "Other defect",
                "Lỗi khác",
                "其他不良",
                "en:qc other type|other defect type",
                "vi:loại lỗi khác",
                "zh:其他不良类型",
            ),
            example="smell",
        ),
        Column(
            id="qc_other_units",
            kind=Kind.COUNT,
            aliases=_names(
                "Other defect units",
                "SL lỗi khác",
                "其他不良数",
                "en:qc other qty|other defect qty|other units",
                "vi:số lượng lỗi khác",
                "zh:其他不良数量",
            ),
            example="1",
        ),
        Column(
            id="qc_defective",
            kind=Kind.COUNT,
            besides="defective_whole",
            aliases=_names(
                "Defective at QC",
                "SL lỗi khi QC",
                "不良数量",
                "en:qty defective|defects|defective|defect count|failed|ng qty|qty ng",
                "vi:sl lỗi|số lượng lỗi|số lỗi|hàng lỗi|lỗi|sl hỏng|số lượng hỏng|sản phẩm lỗi"
                "|sp lỗi|không đạt|sl không đạt",
                "zh:不良数|不合格数量|次品数量|次品数|坏件数|缺陷数",
            ),
            default="the sum of ②, ③, ④ and other",
            example="2",
        ),
        Column(
            id="qc_result",
            kind=Kind.CODE,
            choice=labels.QC_RESULT,
            aliases=_names(
                "QC result",
                "Kết quả QC",
                "检验结果",
                "en:result|pass/fail|status|verdict",
                "vi:kết quả|kết luận|đạt/không đạt|trạng thái|kết quả kiểm",
                "zh:判定|判定结果|结果|状态",
            ),
            default="done where a check or the units checked are filled in",
            example="pass",
        ),
        Column(id="photos", kind=Kind.LINKS, besides="photo_links", aliases=_PHOTOS),
        Column(
            id="checked_by",
            kind=Kind.UNUSED,
            aliases=_names(
                "Checked by",
                "Người kiểm",
                "检验员",
                "en:inspector|qc|by",
                "vi:người kiểm tra|nhân viên|người nhập",
                "zh:质检员|检查人|检验人",
            ),
        ),
        Column(
            id="units_good",
            kind=Kind.UNUSED,
            aliases=_names(
                "Units passed",
                "SL đạt",
                "合格数量",
                "en:qty ok|passed|good qty",
                "vi:đạt|sl tốt|hàng tốt",
                "zh:良品数|合格数",
            ),
        ),
        Column(
            id="defect_rate",
            kind=Kind.UNUSED,
            aliases=_names(
                "Defect rate",
                "Tỷ lệ lỗi",
                "不良率",
                "en:rate|% defective|ng rate",
                "vi:tỉ lệ lỗi|% lỗi|tỷ lệ hỏng",
                "zh:次品率|不合格率",
            ),
        ),
        Column(id="note", kind=Kind.TEXT, aliases=_NOTE),
    ),
)

_REORDER_PLAN = InputTab(
    id="reorder_plan",
    frame="plans",
    titles=_names(
        "Reorder plan",
        "Kế hoạch nhập lại",
        "补货计划",
        "en:reorders|purchase plan|order plan|restock plan",
        "vi:kế hoạch nhập|kế hoạch đặt hàng|đặt hàng lại|nhập lại",
        "zh:采购计划|返单计划",
    ),
    columns=(
        Column(id="sku", kind=Kind.KEY, need=Need.REQUIRED, aliases=_SKU, example="B-MUG"),
        Column(
            id="planned_on",
            kind=Kind.PLANNED_DAY,
            need=Need.REQUIRED,
            aliases=_names(
                "Planned order date",
                "Ngày đặt dự kiến",
                "计划下单日期",
                "en:planned date|planned|reorder date|next order date|planned order|date"
                "|order date|planned on",
                "vi:ngày đặt lại|ngày đặt hàng lại|dự kiến đặt|ngày dự kiến đặt|ngày đặt"
                "|kế hoạch đặt hàng|ngày",
                "zh:补货日期|下次下单日期|计划采购日期|日期",
            ),
            example="05/12/2024",
        ),
        Column(
            id="units",
            kind=Kind.COUNT,
            least=1,
            need=Need.REQUIRED,
            aliases=_names(
                "Quantity",
                "Số lượng",
                "数量",
                "en:qty|units|reorder qty|planned qty|order qty",
                "vi:sl|sl đặt lại|số lượng đặt lại|sl dự kiến|sl đặt|số lượng đặt",
                "zh:补货数量|计划数量|采购数量",
            ),
            example="300",
        ),
        Column(id="supplier", kind=Kind.KEY, aliases=_SUPPLIER, default="the SKU's supplier"),
        Column(
            id="target_price",
            kind=Kind.AMOUNT,
            aliases=_names(
                "Target price",
                "Giá mục tiêu (tệ)",
                "目标单价",
                "en:target price cny",
                "vi:giá mong muốn",
                "zh:目标价",
            ),
            example="18.50",
        ),
        Column(
            id="stock",
            kind=Kind.AMOUNT,
            aliases=_names(
                "Stock on hand",
                "Tồn kho",
                "库存",
                "en:stock|on hand|current stock",
                "vi:tồn|sl tồn|còn lại|số lượng tồn",
                "zh:现有库存|库存数量",
            ),
            example="380",
        ),
        Column(
            id="daily_sales",
            kind=Kind.AMOUNT,
            aliases=_names(
                "Daily sales",
                "Bán mỗi ngày",
                "日销量",
                "en:sales per day|units per day",
                "vi:bán/ngày|bán ngày|sl bán ngày|bán một ngày",
                "zh:日均销量",
            ),
            example="9",
        ),
        Column(id="lead_time_days", kind=Kind.SPAN, aliases=_LEAD_TIME, example="23"),
        Column(
            id="expected_on",
            kind=Kind.PLANNED_DAY,
            aliases=_names(
                "Expected arrival",
                "Ngày hàng về dự kiến",
                "预计到货日期",
                "en:eta|arrival|expected delivery date|expected on|expected delivery",
                "vi:dự kiến về|ngày về dự kiến|ngày về",
                "zh:预计到货",
            ),
            example="28/12/2024",
        ),
        Column(
            id="cartons",
            kind=Kind.CARTONS,
            aliases=_names("Cartons", "Số thùng", "箱数", "en:ctns|boxes", "vi:số kiện|thùng"),
            example="12",
        ),
        Column(
            id="status",
            kind=Kind.CODE,
            choice=labels.PLAN_STATUS,
            aliases=_names("Status", "Trạng thái", "状态", "vi:tình trạng", "en:line status"),
            default="planned",
            example="planned",
        ),
        Column(
            id="owner",
            kind=Kind.TEXT,
            aliases=_names(
                "Owner", "Phụ trách", "负责人", "en:buyer|who", "vi:người phụ trách|ai lo"
            ),
            example="Lan",
        ),
        Column(id="note", kind=Kind.TEXT, aliases=_NOTE),
    ),
)

_SUPPLIER_TALKS = InputTab(
    id="supplier_talks",
    frame="talks",
    titles=_names(
        "Supplier talks",
        "Trao đổi NCC",
        "供应商沟通",
        "en:talks|supplier log|conversations",
        "vi:trao đổi nhà cung cấp|đàm phán ncc|làm việc với ncc",
        "zh:沟通记录|谈判记录",
    ),
    columns=(
        Column(
            id="talked_on",
            kind=Kind.DAY,
            need=Need.REQUIRED,
            aliases=_names(
                "Date", "Ngày", "日期", "en:talked on|talk date", "vi:ngày trao đổi", "zh:沟通日期"
            ),
            example="28/11/2024",
        ),
        Column(
            id="supplier",
            kind=Kind.KEY,
            need=Need.REQUIRED,
            aliases=_SUPPLIER,
            example="Ruicai",
        ),
        Column(id="sku", kind=Kind.KEY, aliases=_SKU, default="everything of the supplier"),
        Column(
            id="defect_type",
            kind=Kind.DEFECT_TYPE,
            aliases=_names("Defect type", "Loại lỗi", "不良类型", "en:defect|problem", "vi:lỗi"),
            example="broken",
        ),
        Column(
            id="channel",
            kind=Kind.CODE,
            choice=labels.CHANNEL,
            aliases=_names("Channel", "Kênh", "渠道", "en:via", "vi:kênh trao đổi", "zh:沟通渠道"),
            example="WeChat",
        ),
        Column(
            id="asked",
            kind=Kind.TEXT,
            aliases=_names(
                "Asked", "Yêu cầu", "要求", "en:what we asked|ask", "vi:đã yêu cầu|nội dung"
            ),
            example="7.5 % off",
        ),
        Column(
            id="response",
            kind=Kind.CODE,
            choice=labels.RESPONSE,
            need=Need.ADVISED,
            aliases=_names(
                "Response", "Phản hồi", "回复", "en:answer|reply", "vi:trả lời|ncc trả lời"
            ),
            example="agreed compensation",
        ),
        Column(
            id="agreed_units",
            kind=Kind.COUNT,
            aliases=_names(
                "Agreed units", "SL bù", "补发数量", "en:replacement units", "vi:số lượng bù|bù sl"
            ),
            example="15",
        ),
        Column(
            id="agreed_discount",
            kind=Kind.RATE,
            aliases=_names(
                "Agreed discount %",
                "Giảm giá %",
                "降价比例",
                "en:agreed discount|agreed discount pct|discount",
                "vi:giảm giá|% giảm",
                "zh:降价",
            ),
            example="7.5 %",
        ),
        Column(
            id="promised_change",
            kind=Kind.TEXT,
            aliases=_names(
                "Promised change", "Cam kết thay đổi", "承诺的改变", "vi:hứa thay đổi|cam kết"
            ),
            example="double inner box",
        ),
        Column(
            id="change_seen",
            kind=Kind.CODE,
            choice=labels.YES_NO_UNKNOWN,
            aliases=_names(
                "Change seen", "Đã thấy thay đổi", "是否看到改变", "vi:có thay đổi|thấy thay đổi"
            ),
            example="yes",
        ),
        Column(
            id="due_on",
            kind=Kind.PLANNED_DAY,
            aliases=_names(
                "Due date", "Hạn", "截止日期", "en:due|due on|deadline", "vi:hạn chót|hạn trả lời"
            ),
            example="03/12/2024",
        ),
        Column(
            id="compensation",
            kind=Kind.CODE,
            choice=labels.COMPENSATION,
            aliases=_names(
                "Compensation received",
                "Đã nhận bồi thường",
                "是否收到赔偿",
                "en:compensation",
                "vi:nhận bồi thường|đã nhận đền bù",
            ),
            example="partly",
        ),
        Column(
            id="link",
            kind=Kind.TEXT,
            aliases=_names("Link", "Link", "链接", "en:url|chat link", "vi:đường dẫn|link chat"),
        ),
        Column(id="note", kind=Kind.TEXT, aliases=_NOTE),
    ),
)

_SUPPLIERS = InputTab(
    id="suppliers",
    frame="suppliers",
    titles=_names(
        "Suppliers",
        "Nhà cung cấp",
        "供应商",
        "en:supplier list|vendors|factories",
        "vi:ncc|danh sách ncc|danh sách nhà cung cấp|xưởng",
        "zh:供应商列表|厂家",
    ),
    columns=(
        Column(
            id="supplier",
            kind=Kind.KEY,
            need=Need.REQUIRED,
            aliases=_names(
                "Supplier",
                "Nhà cung cấp",
                "供应商",
                "en:vendor|factory|shop|store|supplier id|short name|supplier name",
                "vi:ncc|xưởng|nhà máy|shop 1688|tên shop|nguồn hàng|nhà bán|đối tác|tên ncc"
                "|tên ngắn|tên nhà cung cấp|tên xưởng",
                "zh:供方|厂家|工厂|店铺|供货商|简称",
            ),
            example="Ruicai",
        ),
        Column(
            id="name_zh",
            kind=Kind.TEXT,
            aliases=_names("Chinese name", "Tên tiếng Trung", "中文名称", "en:name zh", "zh:全称"),
            example="瑞彩陶瓷",
        ),
        Column(
            id="shop_url",
            kind=Kind.TEXT,
            aliases=_names(
                "Shop link",
                "Link shop",
                "店铺链接",
                "en:shop url|link|url|1688 link",
                "vi:link 1688|link nguồn|đường dẫn",
                "zh:链接|1688链接",
            ),
        ),
        Column(
            id="agent",
            kind=Kind.TEXT,
            aliases=_names("Agent", "Đại lý", "代理", "vi:đại lý mua hàng|trung gian", "zh:代购"),
        ),
        Column(
            id="agent_contact",
            kind=Kind.TEXT,
            aliases=_names("Agent contact", "Liên hệ đại lý", "代理联系方式", "vi:sđt đại lý"),
        ),
        Column(
            id="message_language",
            kind=Kind.CODE,
            choice=labels.MESSAGE_LANGUAGE,
            aliases=_names(
                "Message language", "Ngôn ngữ nhắn", "沟通语言", "en:language", "vi:ngôn ngữ"
            ),
            default="Chinese",
            example="Chinese",
        ),
        Column(id="lead_time_days", kind=Kind.SPAN, aliases=_LEAD_TIME, example="23"),
        Column(
            id="our_share",
            kind=Kind.RATE,
            aliases=_names(
                "Our share %",
                "Tỷ trọng của mình %",
                "我们的占比",
                "en:our share|our share pct",
                "vi:tỷ trọng|% của mình|tỷ trọng của mình",
                "zh:占比",
            ),
            example="5 %",
        ),
        Column(
            id="psi_by",
            kind=Kind.CODE,
            choice=labels.PSI_BY,
            aliases=_names(
                "Inspection by",
                "Ai kiểm trước khi gửi",
                "验货方",
                "en:psi by",
                "vi:bên kiểm hàng|người kiểm trước khi gửi",
            ),
            example="agent",
        ),
        Column(
            id="psi_fee",
            kind=Kind.AMOUNT,
            aliases=_names(
                "Inspection fee",
                "Phí kiểm hàng (₫)",
                "验货费",
                "en:psi fee|psi fee vnd|inspection fee vnd",
                "vi:phí kiểm|phí kiểm hàng",
            ),
            example="350000",
        ),
        Column(id="acceptable", kind=Kind.RATE, aliases=_ACCEPTABLE, example="1 %"),
        Column(
            id="status",
            kind=Kind.CODE,
            choice=labels.SUPPLIER_STATUS,
            aliases=_names(
                "Status", "Trạng thái", "状态", "en:active status|active", "vi:tình trạng"
            ),
            default="active",
            example="active",
        ),
        Column(id="note", kind=Kind.TEXT, aliases=_NOTE),
    ),
)

_SKUS = InputTab(
    id="skus",
    frame="skus",
    titles=_names(
        "SKUs",
        "Sản phẩm",
        "产品",
        "en:sku|products|items|product list|materials",
        "vi:danh mục|danh sách sản phẩm|mã hàng|hàng hóa|danh mục sản phẩm",
        "zh:商品|产品列表|货品",
    ),
    columns=(
        Column(id="sku", kind=Kind.KEY, need=Need.REQUIRED, aliases=_SKU, example="B-MUG"),
        Column(
            id="name",
            kind=Kind.TEXT,
            need=Need.ADVISED,
            aliases=_names(
                "Product name",
                "Tên sản phẩm",
                "品名",
                "en:name|product|item|item name|description",
                "vi:tên|tên sp|tên hàng|sản phẩm|mặt hàng|tên hàng hóa|hàng",
                "zh:产品名称|商品名称|名称|物料名称",
            ),
            example="Ceramic mug with lid 350 ml",
        ),
        Column(
            id="name_zh",
            kind=Kind.TEXT,
            aliases=_names(
                "Chinese name", "Tên tiếng Trung", "中文名称", "en:name zh", "zh:中文名"
            ),
            example="350ml带盖陶瓷杯",
        ),
        Column(
            id="supplier",
            kind=Kind.KEY,
            need=Need.ADVISED,
            aliases=_SUPPLIER,
            example="Ruicai",
        ),
        Column(
            id="aliases",
            kind=Kind.TEXT,
            aliases=_names(
                "Old codes", "Mã cũ", "旧货号", "en:aliases|other codes|alias", "vi:mã khác"
            ),
            example="MUG01, CỐC-01",
        ),
        Column(
            id="fragile",
            kind=Kind.YES,
            aliases=_names("Fragile", "Dễ vỡ", "易碎", "vi:hàng dễ vỡ", "zh:易碎品"),
            example="TRUE",
        ),
        Column(
            id="unit_price",
            kind=Kind.AMOUNT,
            aliases=_unlike(_UNIT_PRICE, "giá vốn"),
            example="18.50",
        ),
        Column(
            id="landed",
            kind=Kind.AMOUNT,
            aliases=_names(
                "Landed cost",
                "Giá về kho (₫)",
                "到岸成本",
                "en:landed|landed vnd|landed cost vnd",
                "vi:giá về kho|giá về tới kho|giá vốn",
            ),
            example="82000",
        ),
        Column(
            id="sale_price",
            kind=Kind.AMOUNT,
            aliases=_names(
                "Sale price",
                "Giá bán (₫)",
                "售价",
                "en:selling price|sale price vnd|retail price",
                "vi:giá bán|giá bán lẻ",
            ),
            example="149000",
        ),
        Column(
            id="handling",
            kind=Kind.AMOUNT,
            aliases=_names(
                "Handling cost per defect",
                "Chi phí xử lý 1 lỗi (₫)",
                "单件处理成本",
                "en:handling|handling vnd|handling cost",
                "vi:chi phí xử lý|chi phí xử lý 1 lỗi|phí xử lý",
            ),
            example="40000",
        ),
        Column(id="lead_time_days", kind=Kind.SPAN, aliases=_LEAD_TIME, example="23"),
        Column(id="acceptable", kind=Kind.RATE, aliases=_ACCEPTABLE, example="1 %"),
        Column(
            id="packing_spec",
            kind=Kind.TEXT,
            aliases=_names(
                "Packing spec", "Quy cách đóng gói", "包装要求", "vi:yêu cầu đóng gói|đóng gói"
            ),
        ),
        Column(
            id="packing_spec_zh",
            kind=Kind.TEXT,
            aliases=_names(
                "Packing spec (Chinese)",
                "Quy cách đóng gói tiếng Trung",
                "中文包装要求",
                "en:packing spec zh|packing spec chinese",
                "vi:đóng gói tiếng trung",
            ),
        ),
        Column(
            id="use_test",
            kind=Kind.TEXT,
            aliases=_names("Use test", "Thử sử dụng", "使用测试", "vi:cách thử|thử dùng"),
            example="wash 3 times",
        ),
        Column(
            id="listing_url",
            kind=Kind.TEXT,
            aliases=_names(
                "Listing link",
                "Link bán",
                "商品链接",
                "en:listing url|listing|product link",
                "vi:link sản phẩm|link đăng bán",
            ),
        ),
        Column(
            id="active",
            kind=Kind.YES,
            aliases=_names(
                "Active", "Đang bán", "在售", "en:active status", "vi:còn bán|hoạt động"
            ),
            example="TRUE",
        ),
        Column(id="note", kind=Kind.UNUSED, aliases=_NOTE),
    ),
)

_REVIEWS = InputTab(
    id="reviews",
    frame="reviews",
    optional=True,
    titles=_names(
        "Reviews",
        "Đánh giá",
        "评价",
        "en:product reviews|ratings|customer reviews",
        "vi:đánh giá của khách|đánh giá sản phẩm|review",
        "zh:商品评价|买家评价",
    ),
    columns=(
        Column(
            id="reviewed_at",
            kind=Kind.MOMENT,
            need=Need.REQUIRED,
            aliases=_names(
                "Date",
                "Ngày",
                "日期",
                "en:review date|reviewed at|review time|create time|created time|time|timestamp"
                "|rating time|submitted time",
                "vi:ngày đánh giá|thời gian đánh giá|thời gian|dấu thời gian",
                "zh:评价时间|评价日期|时间",
            ),
            example="28/10/2024",
        ),
        Column(
            id="platform",
            kind=Kind.CODE,
            choice=labels.PLATFORM,
            aliases=_PLATFORM,
            example="Shopee",
        ),
        Column(id="sku", kind=Kind.KEY, need=Need.REQUIRED, aliases=_SKU, example="B-MUG"),
        Column(
            id="rating",
            kind=Kind.RATING,
            aliases=_names(
                "Rating",
                "Số sao",
                "评分",
                "en:stars|star|rating star|product rating|star rating|review rating|score",
                "vi:sao|đánh giá|điểm|điểm đánh giá|xếp hạng",
                "zh:星级|评分星级",
            ),
            example="2",
        ),
        Column(
            id="text",
            kind=Kind.TEXT,
            aliases=_names(
                "Text",
                "Nội dung đánh giá",
                "评价内容",
                "en:review|comment|feedback|review content|review text|comments|content"
                "|product review|review detail",
                "vi:đánh giá của khách|bình luận|nhận xét|phản hồi|nội dung|nội dung bình luận",
                "zh:评价|评论|买家评价|评论内容",
            ),
            example="cốc vỡ khi nhận",
        ),
        Column(
            id="bucket",
            kind=Kind.CODE,
            choice=labels.BUCKET,
            need=Need.ADVISED,
            aliases=_names("Bucket", "Nhóm", "分类", "en:category|group", "vi:phân loại đánh giá"),
            example="product defect",
        ),
        Column(
            id="severity",
            kind=Kind.CODE,
            choice=labels.SEVERITY,
            aliases=_SEVERITY,
            example="serious",
        ),
        Column(id="order_ref", kind=Kind.KEY, aliases=_ORDER, example="2410ABC123"),
        Column(id="contacted_at", kind=Kind.MOMENT, aliases=_CONTACTED),
        Column(
            id="action",
            kind=Kind.TEXT,
            aliases=_names(
                "Action",
                "Xử lý",
                "处理措施",
                "en:action taken|what we did",
                "vi:cách xử lý|hướng xử lý|hành động|đã xử lý|đã làm",
                "zh:处理结果|处理方式",
            ),
            example="contacted the buyer, checking the batch",
        ),
        Column(
            id="reply",
            kind=Kind.TEXT,
            aliases=_names(
                "Reply",
                "Trả lời",
                "回复",
                "en:seller reply|our reply|seller response|response|shop reply",
                "vi:phản hồi của shop|phản hồi của người bán|nội dung trả lời|shop trả lời",
                "zh:卖家回复|商家回复",
            ),
        ),
        Column(
            id="replied_on",
            kind=Kind.DAY,
            aliases=_names(
                "Reply date",
                "Ngày trả lời",
                "回复日期",
                "en:replied on|reply time|response time",
                "vi:thời gian trả lời|thời gian phản hồi",
                "zh:回复时间",
            ),
        ),
        Column(
            id="logged",
            kind=Kind.YES,
            aliases=_names(
                "Logged", "Đã ghi lỗi", "已登记", "en:in defect log", "vi:đã ghi nhật ký|đã ghi"
            ),
            example="TRUE",
        ),
        Column(id="note", kind=Kind.TEXT, aliases=_NOTE),
        Column(
            id="product_name",
            kind=Kind.UNUSED,
            aliases=_names(
                "Product name",
                "Tên sản phẩm",
                "商品名称",
                "en:product|item name",
                "vi:sản phẩm|tên phân loại hàng",
                "zh:品名",
            ),
        ),
    ),
)

_SAMPLES = InputTab(
    id="samples",
    frame="samples",
    optional=True,
    titles=_names(
        "Samples",
        "Hàng mẫu",
        "样品",
        "en:sample orders|sample tests",
        "vi:mẫu|mẫu thử|hàng mẫu thử",
        "zh:样品测试|样品记录",
    ),
    columns=(
        Column(
            id="sampled_on",
            kind=Kind.DAY,
            need=Need.REQUIRED,
            aliases=_names(
                "Date",
                "Ngày",
                "日期",
                "en:sample date|sampled on|received date|effective date",
                "vi:ngày nhận mẫu",
                "zh:收样日期",
            ),
            example="12/11/2024",
        ),
        Column(id="sku", kind=Kind.KEY, need=Need.REQUIRED, aliases=_SKU, example="B-MUG"),
        Column(
            id="candidate",
            kind=Kind.KEY,
            need=Need.REQUIRED,
            aliases=_names(
                "Candidate",
                "NCC mới",
                "候选供应商",
                "en:candidate supplier|supplier|vendor|factory|new supplier|supplier id",
                "vi:nhà cung cấp|ncc|xưởng|nhà cung cấp mới|xưởng mới",
                "zh:供应商|厂家|新供应商",
            ),
            example="Dehua Jinyuan",
        ),
        Column(
            id="price",
            kind=Kind.AMOUNT,
            aliases=_names(
                "Price",
                "Giá tệ",
                "单价",
                "en:price cny|unit price|base price",
                "vi:giá|đơn giá|giá mẫu",
            ),
            example="19.20",
        ),
        Column(id="lead_time_days", kind=Kind.SPAN, aliases=_LEAD_TIME, example="25"),
        Column(
            id="compared_with",
            kind=Kind.TEXT,
            aliases=_names("Compared with", "So với", "对比对象", "vi:so sánh với|đối chiếu"),
            example="Ruicai",
        ),
        Column(
            id="five_checks",
            kind=Kind.CODE,
            choice=labels.PASS_FAIL,
            aliases=_names(
                "Five checks", "Kiểm 5 mục", "五项检查", "en:checks", "vi:5 mục kiểm|kiểm năm mục"
            ),
            example="pass",
        ),
        Column(
            id="use_test",
            kind=Kind.CODE,
            choice=labels.PASS_FAIL_PENDING,
            aliases=_names("Use test", "Thử sử dụng", "使用测试", "vi:thử dùng"),
            example="pending",
        ),
        Column(
            id="result",
            kind=Kind.CODE,
            choice=labels.PASS_FAIL_PENDING,
            need=Need.REQUIRED,
            aliases=_names(
                "Result",
                "Kết quả",
                "结果",
                "en:pass/fail|status|verdict",
                "vi:kết luận|đạt/không đạt|trạng thái",
                "zh:判定|检验结果",
            ),
            example="pass",
        ),
        Column(id="photos", kind=Kind.LINKS, aliases=_PHOTOS),
        Column(id="note", kind=Kind.TEXT, aliases=_NOTE),
    ),
)

TABS: Mapping[str, InputTab] = MappingProxyType(
    {
        tab.id: tab
        for tab in (
            _DEFECT_LOG,
            _RECEIVING,
            _REORDER_PLAN,
            _SUPPLIER_TALKS,
            _SUPPLIERS,
            _SKUS,
            _REVIEWS,
            _SAMPLES,
        )
    }
)

SETTINGS = "settings"
SETTINGS_TITLES = _names(
    "Settings", "Cài đặt", "设置", "en:config|configuration", "vi:thiết lập|cấu hình", "zh:配置"
)
SETTINGS_KEYS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {  # the only keys that the sheet may set, and what they are called besides
        "money.fx.CNY": ("fx.cny_vnd", "fx cny", "tỷ giá", "tỷ giá tệ", "汇率"),
        "brief.lookahead_days": ("lookahead_days", "số ngày xem trước", "提前天数"),
        "signal.count": ("signal count", "số lỗi báo động", "报警数量"),
        "signal.acceptable_rate": ("acceptable_rate", "tỷ lệ lỗi chấp nhận", "可接受不良率"),
        "mail.to": ("recipients", "người nhận mail", "收件人"),
        "inspection.default_fee": ("psi_default_fee_vnd", "phí kiểm hàng mặc định", "默认验货费"),
    }
)


def titles(tab_id: str) -> Iterable[str]:
    """Return every title by which an input tab (or the Settings tab) is known."""
    by_language = SETTINGS_TITLES if tab_id == SETTINGS else TABS[tab_id].titles
    return (tab_id, *(title for names in by_language.values() for title in names))
