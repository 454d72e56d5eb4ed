"""A defect type in a person's own words: read where it is plain, left alone where it is not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quality.vocabulary import DEFECT_TYPES, OTHER, DefectTypeOptions, vocabulary
from sheets.defect_phrases import LONGEST_PHRASE, RULES, phrases
from sheets.labels import defect_labels, finder

READ = {
    "broken": "bể góc | nứt thành ly | gãy gọng kính | be vo | nut day | rơi vỡ | rách đáy túi"
    " | handle snapped | 屏幕碎了 | vỡ 3 cái | khách báo vỡ | nứt đáy chảy nước",
    "chipped": "mẻ vành | xước mặt đồng hồ | tray xuoc mat sau | sứt góc gỗ | trầy nhẹ | 有划痕",
    "leak": "nắp không kín | rò ở van | chay nuoc o voi | thấm nước qua đáy | leaks at the lid"
    " | 杯底漏水",
    "wrong_colour": "giao sai màu xanh | màu tối hơn ảnh | đặt đỏ giao xanh | wrong colour sent"
    " | ko giống màu đặt | 颜色不一样",
    "wrong_size": "size nhỏ hơn bảng | nhầm kích cỡ | đặt L giao M | rộng hơn kích thước ghi"
    " | kich thuoc bi lech | too small | 尺码不对 | quá chật",
    "wrong_item": "giao nhầm mẫu khác | gửi sai sp | sai mã hàng rồi | lộn hàng | gui nham loai"
    " | sent wrong item | sai mẫu màu đen",
    "missing_part": "thiếu 2 ốc | không có dây nguồn | thieu nap | quên bỏ ống hút | mất nút áo"
    " | missing 2 screws | 少了说明书 | giao thiếu khăn",
    "material_diff": "vải khác hẳn lô trước | nhựa thay vì gỗ | không phải cotton | mỏng quá"
    " | chat lieu kem | da giả | plastic instead of steel | inox mà giao nhựa | 面料太薄",
    "not_working": "bật không lên | sạc k được | hư cảm ứng | ko len den | không kết nối wifi"
    " | hỏng công tắc | motor bị cháy | does not turn on | 不能充电 | dùng không được",
    "colour_fading": "giặt 2 lần phai màu | áo ra màu | quai bị xỉn | phai mau khi giat | faded fast"
    " | màu bị loang | 洗后掉色",
    "loosening": "bung keo đế | tuột quai túi | lỏng ốc bản lề | bong miếng dán | sut oc | rụng hạt"
    " | sp bị hở keo | handle fell off",
    "loose_stitch": "đường may bị sút | tuột chỉ vai | bung chi co ao | seam came loose | 缝线断了",
    "finish": "rỉ sét ở chân | dính keo | sơn lem | có vết bẩn | gia công cẩu thả | ri set | ba via"
    " | bong sơn | paint peeling | may lệch",
    "below_spec": "pin mau hết | dung tích nhỏ hơn ghi | công suất thấp | đèn yếu | dung luong thieu"
    " | không đúng như quảng cáo | bình 500ml chỉ 420ml | weak motor | 电池不够 | giữ nhiệt kém",
    "smell": "mùi sơn nồng | hôi mùi nhựa | mui keo | smells bad | 味道很大",
    "packaging_bad": "hộp bẹp góc | rách vỏ hộp | hop mop | thùng ướt hết | vỏ hộp ướt rách"
    " | carton crushed | 盒子压坏 | đóng gói sơ sài",
    "short_count": "thiếu 3 cái | thieu sl | đếm hụt 2 sp | giao không đủ hàng | set 6 còn 5"
    " | short 3 pcs | 少了两个",
    "counterfeit_or_used": "hàng nhái loại 1 | đã bóc seal | đồ dùng rồi | ko phải hàng mới"
    " | used already | hang da qua su dung | 二手的",
}
LEFT = (
    "vỡ nắp + thiếu ốc",
    "vỡ, sai màu",
    "sai màu và sai size",
    "sai màu/size",
    "hộp móp ly vỡ",
    "giao sai mau",  # màu or mẫu
    "không vỡ",
    "ko bị bể",
    "không có vết nứt",
    "kh vỡ",
    "chưa thấy bung chỉ",
    "hàng dễ vỡ",
    "bể nắp không",
    "bể nắp hay là không?",
    "khong mop hop",
    "not broken at all",
    "没有破损",
    "khách đổi ý",
    "khách không nhận hàng",
    "kẹt khóa",
    "đồng hồ chạy sai giờ",
    "hop mau do",
    "nut bam to",
    "vo hop mau do",
    "thiếu",
    "màu hồng",
    "x" * 20,
    "vỡ " + "rất " * LONGEST_PHRASE,
    "",
)


def read(typed, types=DEFECT_TYPES):
    return finder(defect_labels(types))(typed) or phrases(types)(typed)


@pytest.mark.parametrize(
    ("typed", "code"),
    [(typed.strip(), code) for code, texts in READ.items() for typed in texts.split("|")],
)
def test_a_phrase_is_read_as_the_defect_that_it_tells_of(typed, code):
    assert read(typed) == code


@pytest.mark.parametrize("typed", LEFT)
def test_a_phrase_that_denies_or_tells_of_two_defects_or_of_none_is_not_guessed(typed):
    assert read(typed) is None


def test_every_type_but_other_can_be_read_from_a_phrase():
    assert READ.keys() == DEFECT_TYPES.keys() - {OTHER}
    assert {rule.code for rule in RULES} - {None} == READ.keys()


@given(
    st.sampled_from(("không", "ko", "chưa", "k", "không bị", "chưa thấy", "không hề có vết")),
    st.sampled_from(("vỡ", "bể", "nứt", "móp hộp", "bung chỉ", "phai màu", "trầy xước", "bẩn")),
    st.sampled_from(("", " đâu", " gì cả", " chỗ nào", " ở quai")),
)
def test_what_is_denied_is_never_a_defect(denial, defect, rest):
    assert phrases(DEFECT_TYPES)(f"{denial} {defect}{rest}") is None


@given(st.text(alphabet="vỡ bể không thiếu ốc 2 hộp móp, màu sai +/?da len", max_size=60))
def test_any_text_is_read_as_a_type_or_left(typed):
    assert phrases(DEFECT_TYPES)(typed) in {None, *DEFECT_TYPES}


def test_a_teams_own_name_within_a_phrase_wins_over_the_built_in_words():
    own = vocabulary({"zip_stuck": DefectTypeOptions(vi="Hư dây kéo", zh="!|-")})

    assert phrases(own)("hư dây kéo túi ngoài") == "zip_stuck"
    assert phrases(own)("hu day keo tui ngoai") == "zip_stuck"
    assert phrases(own)("không hư dây kéo") is None
    assert phrases(DEFECT_TYPES)("hư dây kéo túi ngoài") == "not_working"


@pytest.mark.parametrize("name", ["Rỉ sét", "Ri set", "Bong keo", "vỡ nát", "Thiếu sp"])
def test_a_teams_own_name_is_its_own_type_whatever_the_built_in_words_say(name):
    own = vocabulary({"ours": DefectTypeOptions(vi=name)})

    assert {read(name, own), read(f"bị {name.lower()}", own)} == {"ours"}
