"""The worked example of the design, word for word as far as facts can tell it.

The example calls the pieces mugs and prints a shop's own packing specification; the product's
noun is not among the facts, so the general counter stands there.
"""

from datetime import date

import pytest

from briefs.content import supplier_brief
from briefs.example import AS_OF
from briefs.render import Writer
from briefs.supplier import message_text
from briefs.team import team_document
from tests import demo
from tests.briefs.facts import LIDS, reorder

MUG = {
    "en": {"name": "Ceramic mug with lid 350 ml", "supplier": "Ruicai Ceramics"},
    "vi": {"name": "Cốc sứ có nắp 350 ml", "supplier": "Ruicai"},
    "zh": {"name": "Cốc sứ có nắp 350 ml", "supplier": "Ruicai"},
}
BRIEF = {
    "en": """
Planned: 300 pcs on Thu 5 Dec (¥5,550 ≈ 19,703,000 ₫). Do not confirm before the factory answers in writing.
What happened   Batch MUG-2410 (received 15 Oct): 15 defective of 200 = 7.5 %. Batch before: 4 of 220 = 1.8 %.
                12 broken, 2 chipped, 1 lid missing. 14 of 15 are breakage, so packing is the first suspect.
                Batch is 41 days old: the number may still grow.
QC              1 of 10 cartons opened (10 %). QC found 2, buyers found 13: caught 13 %.
Ask             1  Price cut 7.5 % on this order: ¥18.50 → ¥17.11 (worth ¥416.25)
                2  Packing: each piece 2 layers bubble film + inner box, no empty space, 5-layer carton, max 15 kg, fragile mark
                3  Before shipping: photos/video of 10 % of cartons, opened at random (at least 2), at the factory's cost
Accept no less  15 pcs free in the next batch (worth ¥277.50 = 5.0 % of the order), with 2 and 3. Never drop 2.
Condition       Order only after written yes to 1–3. Reply by Tue 3 Dec.
Leverage        STRONG 7/10: order is 1.9× our usual size; 14 days of slack; full photo evidence; 1 tested alternative. Weak point: only 4 orders in 12 months.
Stock           380 left, 9/day → out on 6 Jan. Lead time 23 d + 5 d safety → order by 9 Dec at the latest.
Cost to us      about 1,830,000 ₫ so far (15 × 122,000 ₫, estimated).
Inspection      Worth paying for if they refuse 3: avoids about 1,922,000 ₫ for a 350,000 ₫ fee.
Evidence        6 defect photos, 2 outer-carton photos. Missing: photo of the sealed inner packing when opened.
History         No talk with this factory about this product yet.
Afterwards      Add one row in “Supplier talks”: date, what they agreed, due date.
Data            15 of 15 units matched by batch code. Costs are estimates.
""",
    "vi": """
Kế hoạch: 300 cái, thứ Năm 05/12 (5.550 tệ ≈ 19.703.000 ₫). Chưa chốt đơn khi xưởng chưa trả lời bằng tin nhắn.
Chuyện gì       Lô MUG-2410 (nhận 15/10): lỗi 15/200 cái = 7,5 %. Lô trước: 4/220 = 1,8 %.
                12 vỡ, 2 sứt, 1 thiếu nắp. 14/15 là lỗi vỡ/sứt nên nghi đóng gói trước tiên.
                Lô mới 41 ngày, số lỗi có thể còn tăng.
QC              Mở 1/10 thùng (10 %). QC thấy 2, khách thấy 13: mới chặn được 13 %.
Yêu cầu         1  Giảm giá 7,5 % cho đơn này: 18,50 → 17,11 tệ (tương đương 416,25 tệ)
                2  Đóng gói: mỗi cái quấn 2 lớp bóng khí + hộp trong, không để khoảng trống, thùng 5 lớp, tối đa 15 kg, dán nhãn dễ vỡ
                3  Trước khi gửi: mở ngẫu nhiên 10 % số thùng (ít nhất 2), chụp ảnh/quay video, xưởng chịu chi phí
Mức tối thiểu   Bù 15 cái trong lô sau (277,50 tệ = 5,0 % đơn), kèm điều 2 và 3. Không bỏ điều 2.
Điều kiện       Chỉ đặt khi xưởng đồng ý 1–3 bằng tin nhắn. Hạn trả lời: thứ Ba 03/12.
Lợi thế         MẠNH 7/10: đơn gấp 1,9 lần mức thường; còn 14 ngày; đủ ảnh; có 1 xưởng thay thế đã thử mẫu. Điểm yếu: 12 tháng mới đặt 4 đơn.
Tồn kho         Còn 380, bán 9/ngày → hết ngày 06/01. Hàng về 23 ngày + 5 ngày dự phòng → đặt muộn nhất 09/12.
Thiệt hại       khoảng 1.830.000 ₫ (15 × 122.000 ₫, ước tính).
Kiểm trước khi gửi   Nếu xưởng không chịu điều 3 thì vẫn nên thuê: tránh được khoảng 1.922.000 ₫, phí 350.000 ₫.
Bằng chứng      6 ảnh lỗi, 2 ảnh thùng ngoài. Còn thiếu: ảnh lúc khui, hộp trong còn nguyên.
Lịch sử         Chưa trao đổi với xưởng về mã này.
Sau đó          Ghi một dòng vào “Trao đổi NCC”: ngày, xưởng đồng ý gì, hạn nào.
Dữ liệu         15/15 cái khớp theo mã lô. Chi phí là ước tính.
""",
}
MESSAGE = {
    "zh": """\
您好，我们准备返单：350ml带盖陶瓷杯（货号 B-MUG），300个。下单前需要先解决上一批的质量问题。

批次 MUG-2410（10月15日收货）：收货200个，不良15个，不良率7.5%。
其中：破损12个，缺口2个，缺盖1个。不良品照片6张、外箱照片2张，随后发给您。

请确认以下3点：
1. 价格：本次订单按不良率降价7.5%，单价由18.50元调整为17.11元。
2. 包装：每个产品包2层以上气泡膜，再装独立内盒；箱内空隙填实；外箱用五层瓦楞纸箱，单箱不超过15公斤，贴易碎标。
3. 出货前检验：随机开箱抽检10%（至少2箱），拍照或录视频给我们确认后再发货，费用由贵厂承担。

以上3点书面确认后，我们就安排下单。请在12月3日前回复，谢谢！
""",
    "vi": """\
Chào anh/chị, bên em chuẩn bị đặt lại 300 cái Cốc sứ có nắp 350 ml (mã B-MUG) của xưởng Ruicai (瑞彩陶瓷). Trước khi đặt, nhờ anh/chị gửi nguyên văn tin nhắn tiếng Trung bên dưới và xin xưởng trả lời bằng chữ. Tóm tắt:

Lô MUG-2410 (nhận 15/10): 200 cái, lỗi 15 cái = 7,5 % (12 vỡ, 2 sứt, 1 thiếu nắp). Có 6 ảnh lỗi và 2 ảnh thùng ngoài.
1. Giảm 7,5 % cho đơn này: 18,50 → 17,11 tệ/cái.
2. Đóng gói: mỗi cái ít nhất 2 lớp bóng khí + hộp trong; chèn kín; thùng 5 lớp, tối đa 15 kg, nhãn dễ vỡ.
3. Trước khi gửi: mở ngẫu nhiên 10 % thùng (ít nhất 2), chụp/quay cho bên em duyệt, xưởng chịu phí.
Xưởng xác nhận đủ 3 điểm thì bên em đặt ngay. Nhờ anh/chị phản hồi trước 03/12. Cảm ơn anh/chị!
""",
    "en": """\
Hello, we are ready to reorder 300 pcs of Ceramic mug with lid 350 ml (B-MUG). Before we place the order we need to settle the quality problem in the last batch.

Batch MUG-2410 (received 15 Oct): 200 received, 15 defective, defect rate 7.5 %: 12 broken, 2 chipped, 1 lid missing. 6 defect photos and 2 outer-carton photos will follow.

Please confirm:
1. Price: 7.5 % off this order in line with the defect rate, unit price 18.50 → 17.11 yuan.
2. Packing: each piece in at least 2 layers of bubble film plus its own inner box, no empty space, 5-layer carton, max 15 kg per carton, fragile mark.
3. Check before shipping: open 10 % of cartons at random (at least 2), send photos or video for our approval before dispatch, at your cost.

We place the order as soon as you confirm all three in writing. Please reply by 3 December. Thank you.
""",
}


def brief_lines(document):
    yield document.planned
    for part in document.sections:
        for number, line in enumerate(part.lines, start=1):
            label = part.label if number == 1 else ""
            yield f"{label} {f'{number} ' if part.numbered else ''}{line}"


def plainly(lines):
    return [" ".join(line.split()) for line in lines if line.strip()]


@pytest.mark.parametrize("language", ["en", "vi"])
def test_the_internal_brief_reads_like_the_worked_example(language):
    writer = Writer(language, vocabulary=LIDS)

    document = team_document(writer, reorder(supplier=MUG[language]), as_of=AS_OF)

    assert document.title == ("B-MUG", MUG[language]["name"], MUG[language]["supplier"])
    said = plainly(brief_lines(document))
    wanted = plainly(BRIEF[language].splitlines())
    assert [line for line in said if line in wanted] == wanted


@pytest.mark.parametrize("language", ["zh", "vi", "en"])
def test_the_message_to_the_supplier_reads_like_the_worked_example(language):
    writer = Writer(language, vocabulary=LIDS)
    message = supplier_brief([reorder(supplier=MUG[language])])

    text = message_text(writer, message, as_of=AS_OF)

    assert writer.words.plainly(text) == MESSAGE[language]


@pytest.mark.parametrize(
    ("language", "facts"),
    [
        (
            "en",
            {
                "Batch MUG-2410 (received 15 Oct): 15 defective of 200 = 7.5 %. Batch before: 4 of 220 = 1.8 %.",
                "1 of 10 cartons opened (10 %). QC found 2, buyers found 13: caught 13 %.",
                "Price cut 7.5 % on this order: ¥18.50 → ¥17.11 (worth ¥416.25)",
                "15 pcs free in the next batch (worth ¥277.50 = 5.0 % of the order), with 2 and 3. Never drop 2.",
                "Order only after written yes to 1–3. Reply by Tue 3 Dec.",
                "STRONG 7/10: order is 1.9× our usual size; 14 days of slack; full photo evidence; 1 tested alternative. Weak point: only 4 orders in 12 months.",
                "380 left, 9/day → out on 6 Jan. Lead time 23 d + 5 d safety → order by 9 Dec at the latest.",
                "about 1,830,000 ₫ so far (15 × 122,000 ₫, estimated).",
            },
        ),
        (
            "vi",
            {
                "Lô MUG-2410 (nhận 15/10): lỗi 15/200 cái = 7,5 %. Lô trước: 4/220 = 1,8 %.",
                "Giảm giá 7,5 % cho đơn này: 18,50 → 17,11 tệ (tương đương 416,25 tệ)",
                "Bù 15 cái trong lô sau (277,50 tệ = 5,0 % đơn), kèm điều 2 và 3. Không bỏ điều 2.",
                "Còn 380, bán 9/ngày → hết ngày 06/01. Hàng về 23 ngày + 5 ngày dự phòng → đặt muộn nhất 09/12.",
            },
        ),
    ],
)
def test_the_rows_of_the_demo_workbook_give_the_worked_example(language, facts):
    findings = demo.findings(date(2024, 11, 25))
    [mug] = [one for one in findings.reorders if one.key == "B-MUG|2024-12-05"]

    document = team_document(Writer(language), mug, as_of=findings.as_of)

    said = {
        Writer(language).words.plainly(line) for part in document.sections for line in part.lines
    }
    assert facts <= said


def test_the_rows_of_the_demo_workbook_give_the_chinese_message():
    """With the shop's own packing specification, so that it speaks of mugs."""
    findings = demo.findings(date(2024, 11, 25))
    [mug] = [one for one in findings.reorders if one.key == "B-MUG|2024-12-05"]

    text = message_text(Writer("zh"), supplier_brief([mug]), as_of=findings.as_of)

    assert text == MESSAGE["zh"].replace("缺盖", "缺配件").replace("每个产品", "每个杯子")
