"""Choices that are typed instead of chosen: the ordinary sayings, and what must not be guessed."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheets import labels
from sheets.labels import LONGEST_SAYING, Finder, finder

SAID = {
    (
        "FOUND_AT",
        "customer",
    ): "khách trả về | kh báo lỗi | bên khách nhắn | buyer complaint | 客户反馈",
    ("FOUND_AT", "receiving_qc"): "lúc kiểm hàng nhập | khi nhận lô hàng | qc đầu vào | 验货时",
    ("FOUND_AT", "packing"): "lúc gói hàng | nv đóng gói thấy | while packing | 打包时",
    ("FOUND_AT", "warehouse"): "ở kho | thủ kho báo | khi kiểm kê | 盘点时",
    ("PLATFORM", "shopee"): "shoppe | trên shopee",
    ("PLATFORM", "tiktok_shop"): "tiktok live | sàn tiktok | tik tok",
    ("PLATFORM", "lazada"): "lzd",
    ("SEVERITY", "minor"): "lỗi nhẹ thôi | ko nặng lắm | không nghiêm trọng | nho",
    ("SEVERITY", "major"): "khá nặng | lỗi lớn | ảnh hưởng đến sử dụng",
    ("SEVERITY", "serious"): "rất nguy hiểm | nặng quá | mất an toàn | 危险",
    ("OUTER_PACKAGING", "ok"): "thùng còn nguyên | ko móp | hộp tốt | ko sao | 没破",
    ("OUTER_PACKAGING", "damaged"): "thùng bị móp góc | ướt | hop rach nat | 压坏",
    ("OUTER_PACKAGING", "unknown"): "ko nhớ nữa | chưa chụp | k để ý | quên chụp",
    ("RESOLUTION", "none"): "chưa xử lý gì | khách bỏ qua luôn | ko đền | chưa hoàn tiền",
    ("RESOLUTION", "refund"): "đã hoàn tiền cho khách r | hoàn full | hoan tien roi nhé | 已退款",
    ("RESOLUTION", "exchange"): "đổi cái mới | gửi bù hàng cho khách | doi size khac | 1 đổi 1",
    (
        "RESOLUTION",
        "partial_refund",
    ): "hoàn 30% | đền khách một nửa | hoan 1 phan | giảm giá cho khách",
    ("CLAIM", "open"): "chưa báo xưởng | chua doi ncc | sẽ đòi sau | chưa kịp khiếu nại",
    ("CLAIM", "claimed"): "đã báo nhà cung cấp | đang chờ xưởng phản hồi | da khieu nai | đòi rồi"
    " | xưởng hứa đền lô sau",
    ("CLAIM", "compensated"): "xưởng đã đền | ncc bù hàng rồi | đã nhận đền bù | da boi thuong",
    (
        "CLAIM",
        "rejected",
    ): "xưởng ko chịu đền | NCC từ chối rồi | không được đền | nha may khong den",
    ("CLAIM", "ignore"): "thôi bỏ qua | ko tính | đơn test | đừng tính dòng này | buyer fraud",
    ("ORIGIN", "factory_packing"): "xưởng đóng gói ẩu | do xưởng đóng gói",
    ("ORIGIN", "factory_material"): "do nguyên liệu | vải của xưởng",
    ("ORIGIN", "transit"): "trên đường về | lúc vận chuyển",
    ("ORIGIN", "factory"): "lỗi do xưởng | tại ncc | do sản xuất | 厂家问题",
    ("ORIGIN", "consolidation"): "kho gom hàng | kho tq",
    ("ORIGIN", "freight"): "do vận chuyển | lỗi vận chuyển quốc tế",
    ("ORIGIN", "customs"): "hải quan mở thùng",
    ("ORIGIN", "last_mile"): "do shipper | bên giao hàng ném | lỗi bên ship",
    ("ORIGIN", "unknown"): "chưa xác định được | ko biết do ai",
    ("QC_RESULT", "pass"): "đạt yêu cầu | ko lỗi | ok hết | 没问题",
    ("QC_RESULT", "pass_with_issues"): "đạt nhưng còn vài lỗi nhỏ | tạm được | dat co loi nho",
    ("QC_RESULT", "fail"): "ko đạt yêu cầu | rớt qc | bị loại | nhiều lỗi",
    ("QC_RESULT", "not_done"): "chưa kiểm tra | chưa kịp check | ko qc | chờ kiểm",
    ("PLAN_STATUS", "planned"): "sắp đặt | chưa lên đơn | đang lên kế hoạch | dự định nhập",
    ("PLAN_STATUS", "negotiating"): "đang hỏi giá xưởng | deal giá | chờ báo giá | 谈价",
    ("PLAN_STATUS", "ordered"): "đặt hàng rồi | đã chuyển cọc | hàng đang về | da len don",
    ("PLAN_STATUS", "on_hold"): "tạm hoãn lại | để đó tính sau | khoan đặt",
    ("PLAN_STATUS", "cancelled"): "đã huỷ đơn | ko nhập nữa | thôi không đặt",
    ("CHANNEL", "agent_chat"): "nhắn qua đại lý",
    ("CHANNEL", "wangwang"): "chat 1688",
    ("CHANNEL", "wechat"): "qua we chat",
    ("CHANNEL", "zalo"): "nhóm zalo",
    ("CHANNEL", "call"): "gọi điện thoại",
    ("RESPONSE", "acknowledged"): "xưởng nhận lỗi | đã xác nhận lỗi | để kiểm tra lại",
    ("RESPONSE", "promised"): "hứa lô sau cải thiện | sẽ khắc phục | cam kết sửa | lan sau se sua",
    ("RESPONSE", "agreed"): "chịu đền | ok bù hàng | đồng ý giảm giá | sẽ đền lô sau",
    ("RESPONSE", "refused"): "ko chịu đền | không chấp nhận | đổ lỗi vận chuyển | xưởng từ chối",
    ("RESPONSE", "no_answer"): "ko thấy trả lời | im luôn | chưa rep | seen ko rep",
    ("YES_NO_UNKNOWN", "yes"): "có cải thiện | thấy rồi | tốt hơn trước",
    ("YES_NO_UNKNOWN", "no"): "chưa thấy gì | vẫn như cũ | ko thay đổi",
    ("YES_NO_UNKNOWN", "unknown"): "chờ lô sau | chưa biết được",
    ("COMPENSATION", "yes"): "nhận đủ rồi | đã nhận tiền | da nhan hang bu roi",
    ("COMPENSATION", "partly"): "mới nhận 1 phần | chưa đủ | nhận 50% | chưa nhận hết",
    ("COMPENSATION", "no"): "chưa nhận được gì | ko có | vẫn chưa đền | đang chờ",
    ("MESSAGE_LANGUAGE", "zh"): "tiếng trung quốc | tq",
    ("MESSAGE_LANGUAGE", "vi"): "tieng viet nam",
    ("MESSAGE_LANGUAGE", "en"): "anh văn",
    ("PSI_BY", "agent"): "nhờ đại lý kiểm",
    ("PSI_BY", "third_party"): "thuê bên thứ 3",
    ("PSI_BY", "none"): "ko ai kiểm | chưa thuê",
    ("SUPPLIER_STATUS", "active"): "vẫn đang nhập | còn làm",
    ("SUPPLIER_STATUS", "trial"): "đang làm thử | mới lấy lô đầu",
    ("SUPPLIER_STATUS", "stopped"): "ngưng hợp tác | ko nhập nữa",
    ("BUCKET", "product_defect"): "hàng bị lỗi | lỗi do sản xuất | sp hư",
    ("BUCKET", "expectation_mismatch"): "ko giống hình | khách đổi ý | không như kỳ vọng",
    ("BUCKET", "delivery_failure"): "ship trễ | lỗi bên vận chuyển | giao hàng quá chậm",
    ("PASS_FAIL_PENDING", "pending"): "chờ kết quả | chưa thử | đang test mẫu",
}
LEFT = (
    ("CLAIM", "ko đòi nữa"),  # `ignore` would take the defect out of every count
    ("CLAIM", "shop tự chịu"),
    ("CLAIM", "no claim"),
    ("CLAIM", "refunded"),  # the buyer, or by the supplier?
    ("CLAIM", "NCC chưa đền"),
    ("CLAIM", "chưa đền"),
    ("CLAIM", "đã đền bù?"),
    ("CLAIM", "đã đền 1 phần"),
    ("CLAIM", "ncc đền"),
    ("CLAIM", "đã đòi nhưng NCC ko đền"),
    ("COMPENSATION", "nhận rồi nhưng trả lại"),
    ("FOUND_AT", "khách báo, kho xác nhận"),
    ("OUTER_PACKAGING", "thùng không"),
    ("PLAN_STATUS", "đặt"),
    ("PLAN_STATUS", "in progress"),  # of talks, or of production?
    ("QC_RESULT", "không kiểm nhưng đạt"),
    ("RESOLUTION", "hoàn hoặc đổi"),
    ("RESOLUTION", "gửi hàng"),
    ("RESOLUTION", "khách đòi hoàn tiền"),
    ("RESPONSE", "ok"),
    ("RESPONSE", "chưa đồng ý"),
    ("SEVERITY", "nặng nhẹ tùy"),
    ("SEVERITY", "nặng " * LONGEST_SAYING),
    ("YES_NO_UNKNOWN", "có hoặc không"),
)


def code(column, typed):
    return finder(getattr(labels, column).labels)(typed)


@pytest.mark.parametrize(
    ("column", "wanted", "typed"),
    [
        (column, wanted, typed.strip())
        for (column, wanted), texts in SAID.items()
        for typed in texts.split("|")
    ],
)
def test_a_choice_is_understood_as_people_say_it(column, wanted, typed):
    assert code(column, typed) == wanted


@pytest.mark.parametrize(("column", "typed"), LEFT)
def test_what_could_mean_something_else_is_not_guessed(column, typed):
    assert code(column, typed) is None


OPPOSITES = (
    ("CLAIM", ("đền", "bồi thường", "bù hàng", "đền tiền", "trả tiền"), "compensated"),
    ("COMPENSATION", ("nhận", "nhận đủ", "đền", "nhận tiền", "có"), "yes"),
    ("RESOLUTION", ("hoàn tiền", "hoàn", "trả tiền"), "refund"),
    ("RESPONSE", ("đồng ý", "đồng ý đền", "chịu đền", "chấp nhận bù"), "agreed"),
    ("QC_RESULT", ("đạt", "qua", "ok", "kiểm"), "pass"),
    ("PLAN_STATUS", ("đặt", "đặt hàng", "lên đơn", "chốt"), "ordered"),
    ("YES_NO_UNKNOWN", ("thấy", "thay đổi", "cải thiện"), "yes"),
)


@given(st.data())
def test_with_chua_or_khong_before_it_a_saying_never_keeps_its_meaning(data):
    column, sayings, positive = data.draw(st.sampled_from(OPPOSITES))
    denial = data.draw(st.sampled_from(("chưa", "không", "ko", "k", "chua", "chưa có", "vẫn chưa")))
    before = data.draw(st.sampled_from(("", "ncc ", "xưởng ", "bên ncc ")))
    after = data.draw(st.sampled_from(("", " ạ", " nhé", " gì", " luôn", ".")))
    typed = f"{before}{denial} {data.draw(st.sampled_from(sayings))}{after}"

    assert code(column, typed) != positive


@given(st.text(alphabet="đã chưa không đền bù xưởng hàng tiền ncc 1%", max_size=LONGEST_SAYING))
def test_any_text_is_a_code_or_none(typed):
    assert code("CLAIM", typed) in {None, *labels.CLAIM.codes}


def test_a_saying_that_two_codes_share_without_marks_needs_its_marks():
    both = Finder({"claim": ("(sẽ|đã) đòi",), "exchange": ("(sẽ|đã) đổi",), "empty": ("✓",)})

    assert (both("đã đòi"), both("sẽ đổi"), both("đa đôi")) == ("claim", "exchange", "exchange")
    assert (both("da doi"), both("...")) == (None, None)


def test_repeated_words_do_not_take_long():
    start = time.process_time()
    for column in ("FOUND_AT", "RESOLUTION", "CLAIM", "RESPONSE", "PLAN_STATUS"):
        code(column, ("gửi hàng cho khách " * 9)[:LONGEST_SAYING])

    assert time.process_time() - start < 1
