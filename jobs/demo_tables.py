"""The demo shop as tables: what was ordered, what came, what was wrong with it. No chance in it.

All days are those of the anchor, Monday 2025-06-02; `demo_data` moves them together.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

ANCHOR = date(2025, 6, 2)

Day = date


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One lot, what receiving QC counted, and what customers reported.

    Customers' reports are spread over the days since receipt by the usual delay of complaints,
    cut at `seen_within` days where the story needs them earlier.
    """

    lot_id: str
    sku: str
    ordered_on: Day
    received_on: Day
    units: int
    cartons: int
    opened: int | None = None  # None: no receiving QC
    checked: int | None = None
    broken_at_qc: int = 0
    reported: Mapping[str, int] = field(default_factory=dict)
    seen_within: int = 120
    not_before: int = 0
    damaged: bool = False  # outer packaging
    photos: int = 0
    packaging_photos: int = 0


def _lot(
    lot_id: str, sku: str, ordered: str, received: str, units: int, cartons: int, **more: object
) -> Delivery:
    return Delivery(
        lot_id=lot_id,
        sku=sku,
        ordered_on=date.fromisoformat(ordered),
        received_on=date.fromisoformat(received),
        units=units,
        cartons=cartons,
        **more,  # type: ignore[arg-type]
    )


DELIVERIES: tuple[Delivery, ...] = (
    # Hengda: the fan does not get better, the lamp is wrong in another way each time
    _lot("FAN-2312", "A-FAN", "2023-11-20", "2023-12-14", 320, 16, reported={"not_working": 16}),
    _lot("FAN-2403", "A-FAN", "2024-02-15", "2024-03-10", 300, 15, reported={"not_working": 15}),
    _lot("FAN-2405", "A-FAN", "2024-04-06", "2024-05-02", 300, 15, reported={"not_working": 15}),
    _lot(
        "FAN-2408",
        "A-FAN",
        "2024-07-25",
        "2024-08-20",
        320,
        16,
        opened=3,
        checked=32,
        reported={"not_working": 18},
    ),
    _lot(
        "FAN-2412",
        "A-FAN",
        "2024-11-20",
        "2024-12-15",
        340,
        17,
        opened=3,
        checked=34,
        reported={"not_working": 18},
    ),
    _lot(
        "FAN-2504",
        "A-FAN",
        "2025-03-08",
        "2025-04-01",
        350,
        18,
        opened=3,
        checked=36,
        reported={"not_working": 21},
        photos=4,
    ),
    _lot("LMP-2402", "A-LAMP", "2024-01-10", "2024-02-05", 150, 15, reported={"not_working": 9}),
    _lot(
        "LMP-2406",
        "A-LAMP",
        "2024-05-15",
        "2024-06-10",
        150,
        15,
        reported={"wrong_colour": 8, "not_working": 1},
    ),
    _lot(
        "LMP-2410",
        "A-LAMP",
        "2024-09-25",
        "2024-10-20",
        160,
        16,
        opened=3,
        checked=16,
        reported={"missing_part": 10},
    ),
    _lot(
        "LMP-2503",
        "A-LAMP",
        "2025-02-18",
        "2025-03-15",
        160,
        16,
        opened=3,
        checked=16,
        broken_at_qc=1,
        reported={"broken": 8, "wrong_colour": 1},
        photos=2,
    ),
    _lot(
        "STD-2405",
        "A-STAND",
        "2024-04-08",
        "2024-05-01",
        500,
        10,
        opened=3,
        checked=50,
        reported={"chipped": 1},
    ),
    _lot("STD-2501", "A-STAND", "2024-12-26", "2025-01-20", 500, 10, opened=3, checked=50),
    _lot(
        "HUM-2409",
        "A-HUMID",
        "2024-08-06",
        "2024-09-01",
        200,
        20,
        opened=3,
        checked=20,
        reported={"leak": 6},
    ),
    _lot(
        "HUM-2502",
        "A-HUMID",
        "2025-01-14",
        "2025-02-10",
        220,
        22,
        opened=3,
        checked=22,
        reported={"leak": 9},
        photos=3,
    ),
    # Ruicai: one talk, and it helped
    _lot("MUG-2308", "B-MUG", "2023-08-01", "2023-08-25", 200, 10, reported={"broken": 13}),
    _lot(
        "MUG-2311",
        "B-MUG",
        "2023-10-16",
        "2023-11-10",
        210,
        11,
        reported={"broken": 12, "chipped": 1},
    ),
    _lot(
        "MUG-2405",
        "B-MUG",
        "2024-04-28",
        "2024-05-20",
        220,
        11,
        opened=2,
        checked=22,
        reported={"broken": 4},
    ),
    _lot(
        "MUG-2410",
        "B-MUG",
        "2024-09-22",
        "2024-10-15",
        200,
        10,
        opened=1,
        checked=20,
        broken_at_qc=2,
        reported={"broken": 10, "chipped": 2, "missing_part": 1},
        seen_within=40,
        photos=6,
        packaging_photos=2,
    ),
    _lot(
        "MUG-2412",
        "B-MUG",
        "2024-12-05",
        "2024-12-28",
        240,
        12,
        opened=2,
        checked=24,
        broken_at_qc=1,
        reported={"broken": 4, "chipped": 1},
    ),
    _lot(
        "MUG-2503",
        "B-MUG",
        "2025-03-05",
        "2025-03-28",
        260,
        13,
        opened=3,
        checked=26,
        reported={"broken": 1},
    ),
    _lot(
        "BWL-2501",
        "B-BOWL",
        "2024-12-18",
        "2025-01-10",
        400,
        20,
        opened=3,
        checked=40,
        reported={"chipped": 1},
    ),
    _lot(
        "BWL-2503",
        "B-BOWL",
        "2025-03-02",
        "2025-03-25",
        400,
        20,
        opened=3,
        checked=40,
        reported={"chipped": 2},
    ),
    _lot(
        "VAS-2411",
        "B-VASE",
        "2024-10-28",
        "2024-11-20",
        60,
        12,
        opened=3,
        checked=12,
        reported={"broken": 1},
    ),
    _lot("VAS-2504", "B-VASE", "2025-03-18", "2025-04-10", 80, 16, opened=3, checked=8),
    _lot("PLT-2404", "B-PLATE", "2024-03-18", "2024-04-10", 300, 6, opened=3, checked=30),
    _lot("PLT-2412", "B-PLATE", "2024-11-12", "2024-12-05", 300, 6, opened=3, checked=30),
    _lot("PLT-2505", "B-PLATE", "2025-04-12", "2025-05-05", 300, 6, opened=3, checked=30),
    # Lanxin: good, with one crushed delivery, one colour that fades, one that is too small to tell
    _lot("SCF-2410", "C-SCARF", "2024-09-05", "2024-10-01", 250, 5, opened=3, checked=25),
    _lot(
        "SCF-2502",
        "C-SCARF",
        "2025-01-20",
        "2025-02-15",
        300,
        6,
        opened=3,
        checked=30,
        reported={"colour_fading": 8},
        not_before=30,
        seen_within=70,
        photos=5,
    ),
    _lot("TOT-2404", "C-TOTE", "2024-03-07", "2024-04-01", 150, 4, opened=3, checked=15),
    _lot(
        "TOT-2408",
        "C-TOTE",
        "2024-07-20",
        "2024-08-15",
        140,
        4,
        opened=3,
        checked=14,
        reported={"loose_stitch": 1},
    ),
    _lot(
        "TOT-2501",
        "C-TOTE",
        "2024-12-12",
        "2025-01-10",
        120,
        4,
        opened=4,
        checked=30,
        broken_at_qc=8,
        reported={"broken": 16},
        damaged=True,
        photos=4,
        packaging_photos=3,
    ),
    _lot("TOT-2503", "C-TOTE", "2025-02-20", "2025-03-20", 160, 4, opened=3, checked=16),
    _lot(
        "SOK-2503",
        "C-SOCK",
        "2025-02-03",
        "2025-03-01",
        6,
        1,
        opened=1,
        checked=6,
        reported={"wrong_size": 1},
    ),
    _lot(
        "CAP-2502A",
        "C-CAP",
        "2025-01-25",
        "2025-02-20",
        200,
        4,
        opened=3,
        checked=20,
        reported={"loose_stitch": 1},
    ),
    _lot("CAP-2502B", "C-CAP", "2025-02-01", "2025-02-28", 180, 4, opened=3, checked=18),
)

# supplier: short name, Chinese name, agent, days from order to arrival, share of its business
SUPPLIERS: tuple[tuple[str, str, str, int, float | None], ...] = (
    ("Hengda", "义乌恒达", "Agent Minh", 24, 0.04),
    ("Ruicai", "瑞彩陶瓷", "Agent Minh", 23, None),
    ("Lanxin", "蓝欣纺织", "Agent Hoa", 26, 0.12),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """One SKU; money of the purchase in yuan, the rest in dong."""

    sku: str
    name: str
    name_vi: str
    name_zh: str
    supplier: str
    unit_price: float
    landed: int
    sale_price: int
    handling: int
    fragile: bool = False
    aliases: str | None = None
    packing_spec: str | None = None
    packing_spec_zh: str | None = None
    use_test: str | None = None
    use_test_vi: str | None = None
    listing_url: str | None = None


_SHOP = "https://shop.example.com/"

PRODUCTS: tuple[Product, ...] = (
    Product(
        sku="A-FAN",
        name="Mini fan",
        name_vi="Quạt mini",
        name_zh="迷你风扇",
        supplier="Hengda",
        unit_price=24.0,
        landed=104_000,
        sale_price=189_000,
        handling=35_000,
        listing_url=f"{_SHOP}a-fan",
    ),
    Product(
        sku="A-LAMP",
        name="Desk lamp",
        name_vi="Đèn bàn",
        name_zh="台灯",
        supplier="Hengda",
        unit_price=31.0,
        landed=132_000,
        sale_price=245_000,
        handling=35_000,
    ),
    Product(
        sku="A-STAND",
        name="Phone stand",
        name_vi="Giá đỡ điện thoại",
        name_zh="手机支架",
        supplier="Hengda",
        unit_price=6.5,
        landed=29_000,
        sale_price=59_000,
        handling=25_000,
    ),
    Product(
        sku="A-HUMID",
        name="Humidifier",
        name_vi="Máy phun sương",
        name_zh="加湿器",
        supplier="Hengda",
        unit_price=28.0,
        landed=119_000,
        sale_price=219_000,
        handling=35_000,
    ),
    Product(
        sku="B-MUG",
        name="Ceramic mug with lid 350 ml",
        name_vi="Cốc sứ có nắp 350 ml",
        name_zh="350ml带盖陶瓷杯",
        supplier="Ruicai",
        unit_price=18.5,
        landed=82_000,
        sale_price=149_000,
        handling=40_000,
        fragile=True,
        packing_spec="each mug 2 layers of bubble film + inner box, no empty space, 5-layer"
        " carton, max 15 kg, fragile mark",
        packing_spec_zh="每个杯子包2层以上气泡膜，再装独立内盒；箱内空隙填实；外箱用五层瓦楞纸箱，"
        "单箱不超过15公斤，贴易碎标",
        listing_url=f"{_SHOP}b-mug",
    ),
    Product(
        sku="B-BOWL",
        name="Bowl set",
        name_vi="Bộ bát sứ",
        name_zh="陶瓷碗套装",
        supplier="Ruicai",
        unit_price=9.8,
        landed=45_000,
        sale_price=89_000,
        handling=40_000,
        fragile=True,
        aliases="00123, BOWL-OLD",
    ),
    Product(
        sku="B-VASE",
        name="Vase",
        name_vi="Bình hoa",
        name_zh="花瓶",
        supplier="Ruicai",
        unit_price=35.0,
        landed=150_000,
        sale_price=279_000,
        handling=40_000,
        fragile=True,
    ),
    Product(
        sku="B-PLATE",
        name="Plate",
        name_vi="Đĩa sứ",
        name_zh="陶瓷盘",
        supplier="Ruicai",
        unit_price=7.2,
        landed=33_000,
        sale_price=65_000,
        handling=40_000,
    ),
    Product(
        sku="C-SCARF",
        name="Scarf",
        name_vi="Khăn quàng",
        name_zh="围巾",
        supplier="Lanxin",
        unit_price=14.0,
        landed=61_500,
        sale_price=119_000,
        handling=30_000,
        use_test="wash 3 times at 30 °C, rub with a white cloth",
        use_test_vi="giặt 3 lần ở 30 °C, chà bằng khăn trắng",
        listing_url=f"{_SHOP}c-scarf",
    ),
    Product(
        sku="C-TOTE",
        name="Tote bag",
        name_vi="Túi vải",
        name_zh="帆布袋",
        supplier="Lanxin",
        unit_price=16.5,
        landed=72_000,
        sale_price=139_000,
        handling=30_000,
    ),
    Product(
        sku="C-SOCK",
        name="Socks",
        name_vi="Tất",
        name_zh="袜子",
        supplier="Lanxin",
        unit_price=3.2,
        landed=15_000,
        sale_price=35_000,
        handling=20_000,
    ),
    Product(
        sku="C-CAP",
        name="Cap",
        name_vi="Mũ lưỡi trai",
        name_zh="棒球帽",
        supplier="Lanxin",
        unit_price=9.0,
        landed=41_000,
        sale_price=85_000,
        handling=25_000,
    ),
)

# sku, planned on, units, status, stock, daily sales, lead time, expected on, cartons
PLANS: tuple[
    tuple[str, str, int, str, int | None, float | None, int | None, str | None, int | None], ...
] = (
    ("B-MUG", "2024-12-05", 300, "planned", 380, 9, 23, None, 15),
    ("B-VASE", "2025-05-12", 90, "ordered", None, None, None, "2025-06-05", 18),
    ("C-TOTE", "2025-05-14", 200, "ordered", None, None, None, "2025-06-09", 40),
    ("B-PLATE", "2025-05-20", 60, "ordered", None, None, None, "2025-06-12", 3),
    ("A-FAN", "2025-06-09", 400, "planned", 210, 14, 24, None, 20),
    ("B-MUG", "2025-06-10", 300, "planned", 330, 9, 23, None, 15),
    ("C-SOCK", "2025-06-11", 30, "planned", 4, 0.5, None, None, None),
    ("C-SCARF", "2025-06-12", 250, "planned", 420, 8, None, None, 5),
    ("A-HUMID", "2025-06-20", 200, "planned", 600, 8, None, None, 20),
    ("A-LAMP", "2025-07-15", 150, "planned", None, None, None, None, 15),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Talk:
    """One conversation."""

    talked_on: str
    supplier: str
    sku: str
    asked: str
    response: str
    change_seen: str
    channel: str = "agent_chat"
    promised_change: str | None = None
    agreed_discount: float | None = None
    compensation: str | None = None


TALKS: tuple[Talk, ...] = (
    Talk(
        talked_on="2024-07-05",
        supplier="Hengda",
        sku="A-FAN",
        response="acknowledged",
        asked="Vì sao quạt không chạy, đề nghị chạy thử trước khi giao",
        change_seen="no",
    ),
    Talk(
        talked_on="2024-11-01",
        supplier="Hengda",
        sku="A-FAN",
        response="acknowledged",
        asked="Vẫn lỗi không chạy 5,6 %, đề nghị quay video chạy thử",
        change_seen="no",
    ),
    Talk(
        talked_on="2024-11-28",
        supplier="Ruicai",
        sku="B-MUG",
        response="agreed",
        asked="Giảm 7,5 %, đóng gói 2 lớp bóng khí",
        change_seen="yes",
        channel="wechat",
        promised_change="Hộp trong riêng cho từng cốc",
        agreed_discount=0.075,
        compensation="yes",
    ),
    Talk(
        talked_on="2025-02-20",
        supplier="Hengda",
        sku="A-FAN",
        response="acknowledged",
        asked="Lần thứ ba: chạy thử 100 % trước khi giao",
        change_seen="no",
    ),
)

# sampled on, sku, candidate, price, lead time
SAMPLES: tuple[tuple[str, str, str, float, int], ...] = (
    ("2024-11-10", "B-MUG", "Dehua Jinyuan", 19.2, 28),
    ("2025-05-18", "A-FAN", "Yuanfeng", 24.9, 30),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """One public review, with the answer where there is one."""

    at: datetime
    sku: str
    rating: int
    text: str
    bucket: str
    platform: str = "shopee"
    severity: str | None = None
    order_ref: str | None = None
    reply: str | None = None
    replied_on: str | None = None
    action: str | None = None
    logged: bool | None = None


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text)


_SAME = (
    "Shop xin lỗi vì trải nghiệm chưa tốt của bạn. Shop đã liên hệ với bạn để đổi khăn mới và đang"
    " kiểm tra lại cả lô."
)

REVIEWS: tuple[Review, ...] = (
    Review(
        at=_at("2025-05-03T09:20"),
        sku="B-PLATE",
        rating=2,
        bucket="delivery_failure",
        text="Giao hàng quá chậm, hẹn 2 ngày mà 7 ngày mới tới",
        reply="Dạ do bên vận chuyển giao chậm chứ không phải lỗi của shop ạ.",
        replied_on="2025-05-04",
        action="Đã báo đơn vị vận chuyển",
    ),
    Review(
        at=_at("2025-05-09T18:05"),
        sku="B-PLATE",
        rating=3,
        bucket="delivery_failure",
        text="Hộp giao bị móp, shipper ném hàng",
        platform="tiktok_shop",
        reply="Shop đã đọc góp ý của bạn và rất xin lỗi. Shop đã gửi khiếu nại đến đơn vị vận"
        " chuyển hôm nay.",
        replied_on="2025-05-10",
        action="Đã khiếu nại vận chuyển",
    ),
    Review(
        at=_at("2025-05-15T21:40"),
        sku="B-PLATE",
        rating=3,
        bucket="delivery_failure",
        text="Giao nhầm địa chỉ, gọi mãi mới được",
        reply="Shop rất tiếc vì sự cố này. Shop đã đọc kỹ góp ý của bạn. Shop đã gọi cho bưu cục."
        " Bưu cục hẹn giao lại trong ngày. Shop cũng đã ghi chú địa chỉ mới. Mong bạn tiếp tục ủng"
        " hộ shop.",
        replied_on="2025-05-16",
        action="Đã gọi bưu cục",
    ),
    Review(
        at=_at("2025-05-29T11:15"),
        sku="B-PLATE",
        rating=2,
        bucket="delivery_failure",
        text="Chờ hàng 10 ngày, thất vọng về vận chuyển",
        reply="Shop đã ghi nhận và xin lỗi bạn. Shop đã đổi sang đơn vị vận chuyển khác từ tuần"
        " này.",
        replied_on="2025-05-30",
        action="Đã đổi đơn vị vận chuyển",
    ),
    Review(
        at=_at("2025-04-22T20:00"),
        sku="C-SCARF",
        rating=3,
        bucket="expectation_mismatch",
        text="Khăn mỏng hơn mình nghĩ, ảnh nhìn dày hơn",
        reply="Cảm ơn bạn đã góp ý, shop hiểu khăn chưa giống bạn nghĩ. Shop đã cập nhật ảnh chụp"
        " cận độ dày trong hôm nay.",
        replied_on="2025-04-23",
        action="Đã cập nhật ảnh",
    ),
    Review(
        at=_at("2025-05-06T08:30"),
        sku="C-SCARF",
        rating=3,
        bucket="expectation_mismatch",
        text="Màu ngoài đời nhạt hơn hình một chút, kích thước nhỏ hơn tưởng tượng",
        reply=(
            "Shop xin lỗi vì hình chưa rõ. "
            "Shop đã cập nhật bảng kích thước trong phần mô tả hôm nay."
        ),
        replied_on="2025-05-06",
        action="Đã cập nhật bảng kích thước",
    ),
    Review(
        at=_at("2025-05-19T22:10"),
        sku="C-SCARF",
        rating=3,
        bucket="expectation_mismatch",
        text="Tưởng khăn len, hóa ra là cotton",
        platform="tiktok_shop",
        reply="Shop đã đọc góp ý và xin lỗi bạn. Shop đã sửa dòng chất liệu ở đầu mô tả.",
        replied_on="2025-05-20",
        action="Đã sửa mô tả",
    ),
    Review(
        at=_at("2025-03-24T10:00"),
        sku="C-SCARF",
        rating=2,
        bucket="product_defect",
        text="Giặt lần đầu đã phai màu",
        reply=_SAME,
        replied_on="2025-03-25",
        action="Đã liên hệ khách, đang kiểm tra lô",
        logged=True,
    ),
    Review(
        at=_at("2025-04-02T10:00"),
        sku="C-SCARF",
        rating=2,
        bucket="product_defect",
        text="Phai màu ra áo trắng của mình",
        reply=_SAME,
        replied_on="2025-04-03",
        action="Đã liên hệ khách, đang kiểm tra lô",
        logged=True,
    ),
    Review(
        at=_at("2025-04-08T10:00"),
        sku="C-SCARF",
        rating=2,
        bucket="product_defect",
        text="Khăn ra màu khi giặt",
        platform="tiktok_shop",
        reply="Shop đã nhận được phản hồi và xin lỗi bạn. Shop đã hoàn tiền đơn này hôm qua.",
        replied_on="2025-04-09",
        action="Đã hoàn tiền",
        logged=True,
    ),
    Review(
        at=_at("2025-04-15T10:00"),
        sku="C-SCARF",
        rating=3,
        bucket="product_defect",
        text="Phai màu sau hai lần giặt",
        reply="Shop xin lỗi bạn nhiều. Shop đã gửi khăn đổi mới, mã vận đơn ở tin nhắn.",
        replied_on="2025-04-16",
        action="Đã gửi đổi",
        logged=True,
    ),
    Review(
        at=_at("2025-04-21T10:00"),
        sku="C-SCARF",
        rating=2,
        bucket="product_defect",
        text="Màu phai thấy rõ, không dám giặt chung",
        platform="tiktok_shop",
        reply="Shop rất tiếc về chiếc khăn này. Shop đã nhắn bạn để hoàn tiền và báo xưởng.",
        replied_on="2025-04-22",
        action="Đã hoàn tiền",
        logged=True,
    ),
    Review(
        at=_at("2025-05-31T20:10"),
        sku="A-FAN",
        rating=1,
        bucket="product_defect",
        text="Quạt mua về cắm không chạy, quá tệ",
        severity="serious",
        order_ref="250525SP9001",
    ),
)
