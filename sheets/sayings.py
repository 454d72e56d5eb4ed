"""The ordinary ways to say a choice of a drop-down instead of choosing it, as labels with brackets.

Each is compared with the whole cell, so that a word more, a `chưa` above all, is another saying.
Shortened words (`ko`, `sp`, `r`) are written out before, marks may be missing, and `ncc` is any
word for a supplier. What could mean two codes stands in neither.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import TypeAlias

Sayings: TypeAlias = Mapping[str, str]  # code -> all its sayings, one label with brackets


def _sayings(**codes: str) -> Sayings:
    return MappingProxyType(codes)


_WHEN = "((lúc|khi|lúc đang|khi đang|trong lúc|khâu|bước|bộ phận|nhân viên|bên|team|trước khi) )?"
_PART = "(1 phần|một phần|1 nửa|một nửa|nửa|phân nửa|1 2|n%|1 ít|một ít)"
_DONE = "( (rồi|xong|xong rồi))?"
_GOODS = "(hàng|đồ|sản phẩm|cái|con|chiếc|bộ|món|đơn)"
_CLAIMS = (
    "(đòi|khiếu nại|báo|yêu cầu|nhắn|claim|phản ánh|liên hệ|làm việc|bắt đền|đòi đền|đòi bồi thường"
    "|gửi khiếu nại|gửi claim|gửi yêu cầu|gửi ảnh|gửi bằng chứng|gửi phản ánh|gửi thông tin"
    "|đòi tiền)"
)
_TO = "( (cho|với|bên|lên|sang|qua))*"
_PAYS = "(đền|bồi thường|bù|đền bù|hoàn|bồi hoàn|hoàn trả|trả|giảm|trừ|hỗ trợ)"
_PAID = "(tiền|hàng|đủ|giá|cho|shop|mình|mới|lại|vào|lô|đơn|đợt|sau|tới|công nợ|100%)"
_MENDS = (
    "(sửa|khắc phục|cải thiện|cải tiến|làm tốt|làm kỹ|làm lại|rút kinh nghiệm|chú ý|kiểm kỹ|đóng kỹ"
    "|thay đổi|đổi|chỉnh|fix|xử lý|giải quyết|đóng gói|gia cố|kiểm tra kỹ|cẩn thận|để ý|lưu ý)"
)
_BETTER = "( (hơn|kỹ|lại|tốt|cho|lỗi|hàng|chất lượng|lô sau|đợt sau|lần sau|lô tới|đơn sau))*"
_NEXT = "(lô|đợt|lần|đơn|chuyến) (sau|tới|kế|kế tiếp|mới)"

FOUND_AT = _sayings(
    customer=(
        "((bên|phía|do|từ|tại|ở) )?(khách( hàng)?|người mua)( (báo|nhắn|phản ánh|phản hồi|khiếu nại"
        "|trả|gửi|nói|kêu|than|chê|review|đánh giá|inbox|ib|feedback|phát hiện|nhận|được|gọi|thấy"
        "|complain|mở|khui|dùng|quay|chụp|video|clip|ảnh|hình|về|lại|lỗi|hàng|shop|cho shop|qua"
        "|trên|sàn|shopee|tiktok|zalo|chat|đơn|mua|lẻ|sỉ))*"
        "|(đánh giá|review|feedback|phản hồi|khiếu nại|phản ánh)( (của|từ))? (khách|người mua)"
        "( hàng)?"
        "|(hàng|đơn) (hoàn|trả)( (về|lại))?|(trả|hoàn) hàng"
        "|(customer|buyer|client)( (complaint|complained|report|reported|feedback|return|returned"
        "|review|message|claim))?|(customer|buyer) s|by (customer|buyer)|from (customer|buyer)"
        "|(客户|买家|顾客)(反馈|投诉|反映|退货|说|发现|收到后)?|(售后)"
    ),
    receiving_qc=(
        f"{_WHEN}(kiểm|kiểm tra|check|nhận|nhập|qc|khui|đếm|kiểm đếm|dỡ)( (hàng|lô|lô hàng|thùng"
        "|sản phẩm|cont|container))+( (nhập|mới|về|đầu vào|vào|nhận|mới về|nhập về|về kho|nhập kho"
        "|lúc nhận|khi nhận|khi nhập|lúc nhập|khi về|lúc về|từ xưởng|tại kho|ở kho))*"
        f"|{_WHEN}(kiểm|kiểm tra|check|qc)( (đầu vào|lúc nhận|khi nhận|lúc nhập|khi nhập|khi về"
        f"|lúc về"
        "|nhập|mới về|nhập kho|nhận))+( hàng)?"
        "|((lúc|khi|khâu) )(nhập|nhận|kiểm|qc|kiểm tra|check)( (kho|hàng))?|nhập kho|(hàng"
        "|lô) mới về"
        "|(khi|lúc) (hàng|lô|lô hàng)( mới)? (về|tới|đến)( kho)?|mở thùng|(lúc|khi) mở thùng"
        "|(bộ phận|nhân viên|team|bên|phòng|người) (qc|kiểm hàng|kiểm|nhận hàng|nhập hàng|nhập kho)"
        "( (phát hiện|thấy|báo))?|(qc|kcs)( (phát hiện|thấy|báo|kiểm|shop|nội bộ|check))*"
        "|(incoming|receiving|inbound)( (qc|inspection|check|goods))?|(on|at|during) (arrival"
        "|receipt"
        "|receiving|qc|inspection)|qc (check|team|staff|inspection)|inspection|goods in|unboxing"
        "|(收货|来货|到货|入库|验货|质检|开箱)(时|检查|检验|质检|验货|发现)?"
    ),
    packing=(
        f"{_WHEN}(đóng|gói|soạn|bọc|pack)( (gói|hàng|đơn|đơn hàng|thùng|bọc|kiện))*( (cho|gửi|giao)"
        "( khách)?)?( (thấy|phát hiện))?"
        "|(nhân viên|bạn|bộ phận|khâu|người|team|bên) (đóng|gói|soạn|pack)( (gói|hàng|đơn"
        "|packing))?"
        "( (thấy|phát hiện|báo))?|trước khi (gửi|giao|ship)( (hàng|đơn|khách|cho khách))*"
        "|(when|while|during|at|before)? ?(packing|packaging|packer|picking)( (staff|team|order"
        "|orders|stage|station))?|before (shipping|dispatch)|pack station"
        "|(打包|发货|包装|出库|配货)(时|前|发现|员)?"
    ),
    warehouse=(
        "((ở|tại|trong|bên|nhân viên|thủ|lưu|tồn|hàng tồn|bạn|dưới|hàng trong) )?kho"
        "( (phát hiện|thấy|báo|kiểm|kiểm kê|shop|nhà|hàng|mình|chính|kê|tổng|lưu trữ))*"
        "|(khi |lúc )?(kiểm kê|kiểm kho|kiểm tra kho|sắp xếp kho|soạn kho|dọn kho|xếp kho)"
        "( (kho|thấy|phát hiện|định kỳ|cuối tháng|hàng tháng|hàng))*"
        "|(stock ?take|stocktaking|in stock|storage|inventory|stock check|(in "
        "|at )?(the )?warehouse"
        "( (staff|check|team|found))?)"
        "|(仓库|库存|盘点|在库|仓管)(发现|时|检查|员)?"
    ),
)

PLATFORM = _sayings(
    shopee=(
        "(sàn |trên |app |shop )?(shoppe|shoppee|shope|shoppi|shopi|shopee|spe|shp)( (vn|mall))?"
    ),
    tiktok_shop=(
        "(sàn |trên |app |live |livestream )?(tik ?tok|titok|tictok|tiktop|tóp tóp|tt)"
        "( (shop|sop|vn|live|mall))*|(tts|tt shop|tiktok shop)"
    ),
    lazada=("(sàn |trên |app )?(lzd|lazda|laza|lazad|lzada|lazada|laz)( (vn|mall))?"),
)

_MILD = "( (thôi|xíu|chút|ít))*"
SEVERITY = _sayings(
    minor=(
        f"((lỗi|mức độ|mức) )*(rất |hơi |khá )?(nhẹ|nhỏ|thấp|vặt){_MILD}"
        "|(không|ít) (bị )?(ảnh hưởng|đáng kể|nghiêm trọng|sao|nặng|đáng ngại|quan trọng|nguy hiểm)"
        "( (mấy|nhiều|lắm|gì|đến|tới|sử dụng|chất lượng|dùng))*"
        "|(lỗi )?(ngoại quan|thẩm mỹ|xíu xiu|chút xíu|sơ sơ|xíu|1 chút|một chút|hơi hơi lỗi)"
        "|(vẫn |còn )+(dùng|bán|sử dụng) (được|tốt|ok|bình thường)|chấp nhận được|bán được"
        "|(slight|small|light|tiny|negligible|trivial|mild|very minor|not serious|minor issue"
        "|minor defect|little)"
        "|(轻|轻度|较轻|小|小问题|轻微问题|不影响使用|不严重|轻微瑕疵)"
    ),
    major=(
        "((lỗi|mức độ|mức) )*(khá |hơi |tương đối )?(nặng|lớn|to|vừa|trung bình|đáng kể)"
        "|(vừa phải|bình thường|tương đối|trung|trung bình khá)"
        "|((có|khá|hơi) )?ảnh hưởng( (đến|tới))?( (sử dụng|dùng|chất lượng|công năng|khách))?"
        "|(moderate|big|significant|large|mid|med|major issue|major defect|noticeable)"
        "|(较重|中等|中|重|大问题|较严重|重大|一般严重)"
    ),
    serious=(
        "((lỗi|mức độ|mức) )*((rất|cực kỳ|cực|quá|hết sức|đặc biệt|vô cùng) )+(nặng|nghiêm trọng"
        "|lớn|cao|nguy hiểm|nguy cấp|quan trọng)"
        "|((lỗi|mức độ|mức) )*(nghiêm trọng|nguy hiểm|khẩn|khẩn cấp|cao|gấp)( (lắm|quá|cho khách"
        "|cho người dùng|đến khách|cho bé))*|nặng (lắm|quá)"
        "|(mất|không) an toàn|(có thể )?(giật điện|cháy nổ|cháy|gây thương tích|gây nguy hiểm)"
        "|(dangerous|very serious|urgent|extreme|fatal|unsafe|danger|safety|very bad|hazard)"
        "|(高|紧急|危险|特别严重|极严重|很重|不安全|安全问题)"
    ),
)

_BOXES = (
    "((thùng|hộp|bao bì|vỏ|vỏ hộp|vỏ thùng|carton|thùng ngoài|kiện|kiện hàng|bên ngoài|ngoài) )*"
)
_WELL = (
    "(tốt|nguyên|nguyên vẹn|lành|lành lặn|đẹp|ok|ổn|bình thường|chắc chắn|nguyên seal|nguyên thùng"
    "|nguyên kiện|nguyên tem|mới|đạt|nguyên đai nguyên kiện|đàng hoàng|sạch|khô|khô ráo)"
)
_HURT = (
    "(móp|méo|bẹp|rách|ướt|thủng|nát|vỡ|bể|hư|hỏng|xẹp|dập|lủng|bung|nhàu|ẩm|mốc|dơ|bẩn|cấn"
    "|biến dạng"
    "|toét|bung keo|mục|bị ép|hở|mất tem|rách tem|bung băng keo|ngấm nước|thấm nước|dính nước|bục)"
)
OUTER_PACKAGING = _sayings(
    ok=(
        f"{_BOXES}((vẫn|còn|rất|khá) )*{_WELL}( (hết|cả|lắm|hoàn toàn))*"
        f"|{_BOXES}không (bị |có )?(sao|gì|vấn đề gì|vấn đề|tổn hại|{_HURT})( (gì|méo|cả|hết))*"
        "|(intact|fine|no damage|not damaged|undamaged|perfect|normal|good condition|all good|well"
        "|no problem|no issue|clean|unopened|sealed|like new)"
        "|(外箱)?(没问题|完整|良好|无破损|没破|未破损|没坏|没有破损|完好无损|好的|没事|好)"
    ),
    damaged=(
        f"{_BOXES}((bị|hơi|rất|quá|có|khá) )*{_HURT}( (méo|nát|rách|ướt|góc|nhẹ|nặng|nhiều|hết"
        f"|cạnh|1"
        "|một|bên|ít|chút|đầu|đáy|và|móp|nặng|xíu|sườn|mép|lỗ|tùm lum|1 góc|thùng|hộp|vỏ|bao bì"
        "|carton|ngoài|nước|mưa|keo|băng|do mưa|tơi tả))*"
        "|(dented|torn|crushed|broken|wet|opened|squashed|bent|slightly damaged|ripped|deformed"
        "|badly damaged|box damaged|carton damaged|dirty|water damaged|damage|smashed)"
        "|(外箱)?(有点|轻微|严重)?(压坏|变形|压扁|湿|湿了|受潮|破|破了|坏|坏了|有破损|挤压|凹陷|破烂)"
    ),
    unknown=(
        "(không|chưa) (rõ|biết|nhớ|kiểm|kiểm tra|xem|thấy|để ý|chắc|coi|ghi|ghi nhận|chụp|check|hỏi"
        "|có thông tin|xác định|rành)( (nữa|lắm|rõ|kỹ|lại|được|ảnh|hình|gì|thùng|hết))*"
        "|(quên|quên mất|khách quên)( (chụp|xem|kiểm tra|kiểm|ghi))?|(đã )?(vứt|bỏ|quăng)"
        "( (thùng|hộp|vỏ))?( mất)? rồi|không (còn|giữ) (thùng|hộp)|khách (không|chưa) (nói|chụp"
        "|gửi)"
        "( (rõ|ảnh|hình))?"
        "|(not sure|don not know|do not know|do not remember|unclear|not checked|no info|forgot"
        "|not noted|no photo|no idea)"
        "|(不知道|不确定|不记得|没检查|未检查|没注意|没看|没拍|忘了|未知)"
    ),
)

RESOLUTION = _sayings(
    none=(
        "(vẫn )?(không|chưa) (xử lý|đền|hoàn|đổi|hoàn tiền|đổi trả|làm|làm gì|giải quyết|bồi thường"
        "|bù|hỗ trợ|đền bù|cần xử lý|phải đền|cần đền|có gì|phải xử lý|xử|liên hệ|trả lời)"
        "( (gì|hết|cả|cho|khách|được|xong))*"
        "|khách( hàng)? (bỏ qua|chấp nhận|thông cảm|không đòi|giữ|giữ lại|giữ hàng|vẫn nhận|vẫn giữ"
        "|không yêu cầu|không cần|tự sửa|dùng tạm|ok|im|không đòi hỏi|đồng ý giữ|vui vẻ bỏ qua)"
        "( (gì|hàng|đền|đổi|luôn|lại|hết))*"
        "|(chỉ )?xin lỗi( (khách|thôi|suông))*|bỏ qua|khỏi (đền|đổi|xử lý)|(đang )?(xử lý|chờ xử lý"
        "|chờ khách|đợi khách)( (trả lời|phản hồi))?|chờ( xử lý)?|để (đó|sau)"
        "|(nothing|no action|not yet|pending|ignored|no refund|nothing done|no resolution|apology"
        "|apologi[sz]ed|waiting|not resolved|unresolved|in progress|customer ok|kept it)"
        "|(没处理|不处理|还没处理|待处理|处理中|无|没有|暂无|客户接受|不用处理|道歉)"
    ),
    refund=(
        "((đã|đang|sẽ|phải|shop|sàn|shopee|tiktok) )*(hoàn|hoàn trả|refund|hoàn lại"
        "|trả lại)( (lại|full"
        "|hết|đủ|toàn bộ|toàn phần|100%|nguyên|tiền|đơn|cho|khách|về|ví|cho khách|hàng|và))*"
        f"{_DONE}"
        f"|((đã|đang|sẽ) )*(trả|chuyển khoản|chuyển|gửi)( lại)? tiền( (lại|cho|khách))*{_DONE}"
        f"|((đã|đang|khách) )*(trả hàng|thu hồi|thu hàng|hủy đơn|trả về)( (và|hoàn|tiền|trả"
        f"|lại))*{_DONE}"
        "|(refunded|full refund|money back|return|returned|(return|returned) (and|&)? ?(refund"
        "|refunded)|refund (all|full|100%|done|issued|in full)|fully refunded|paid back)"
        "|(已|全额|全部|申请)*(退款|退钱|退货|仅退款|退货退款)(了|给客户)?"
    ),
    exchange=(
        f"((đã|đang|sẽ|phải|shop) )*đổi( (lại|mới|sang|cho|khách|1|một|ngay|{_GOODS}|khác|size|màu"
        f"|mẫu|1 đổi 1|mới 100%))*{_DONE}"
        f"|((đã|đang|sẽ|phải|shop) )*(gửi|giao|ship|đền|bù)( (cho|khách|1|một))*( (lại|bù|thêm"
        f"|thay thế|mới|{_GOODS} (mới|khác|thay thế|bù)))+( (cho|khách|1|một|{_GOODS}|mới|khác"
        f"|phụ kiện|linh kiện|thiếu|kèm))*{_DONE}"
        f"|((đã|đang|sẽ) )*((bù|đền)( (cho khách|thêm))? hàng"
        "|(bù|gửi|đền)( (cho khách|thêm|bù))? (phụ kiện|linh kiện))( (mới"
        f"|thiếu"
        f"|cho khách))*{_DONE}"
        f"|((đã|đang|sẽ) )*thay( (mới|thế|cho|khách|{_GOODS}|khác|phụ kiện|linh kiện|nắp"
        f"|dây))*{_DONE}"
        "|(1|một) đổi (1|một)"
        "|(exchanged|replace|replaced|replacement|resent|swap|swapped|reship|reshipped|new one"
        "|send (a )?new( one)?|sent (a )?new( one)?|sent replacement|send again|resend( part)?)"
        "|(已)?(换新|换|换货|重发|重新发货|换一个|补寄|补发|补发配件|换新的)(了)?"
    ),
    partial_refund=(
        f"((đã|đang|sẽ|shop|chỉ) )*{_PAYS}( (lại|tiền|cho|khách|hàng))* {_PART}"
        f"( (tiền|giá|đơn|cho|khách|giá trị|hàng))*{_DONE}"
        f"|((đã|đang|sẽ) )*(giảm|bớt)( (giá|tiền))+( (cho|khách))*{_DONE}"
        "|((đã|đang|sẽ|shop) )*(hỗ trợ|tặng|bù|gửi|đền)( (khách|cho|cho khách))*"
        " (1 ít|ít|chút|phí ship|tiền ship|voucher|mã giảm giá|chênh lệch|tiền chênh lệch"
        "|xu)( tiền)?"
        f"( (cho|khách))*{_DONE}|voucher|tiền chênh lệch"
        "|(half refund|half|discount|voucher|coupon|partially refunded|small refund|refund part"
        "|part refund|partial|refund half|refund n%|n% refund|partial refund(ed)?)"
        "|(已)?(退|退款|赔)?(部分|一半|差价|补偿|优惠券|部分退)(退款|退|款|钱)?(了)?"
    ),
)

CLAIM = _sayings(
    open=(
        f"(vẫn )?chưa( (kịp|có))? ({_CLAIMS}|xử lý|làm|giải quyết|gửi|nói|làm gì|hỏi){_TO}( ncc)?"
        "( (gì|hết|cả|đền|bù|bồi thường|được))*"
        "|(sẽ|cần|phải|chờ|định|để|chuẩn bị|sắp|cần phải|đang gom|gom)( (gửi|để))? "
        "(đòi|khiếu nại|báo|claim|bắt đền|đòi đền)( ncc)?( (sau|đền|lô sau|1 lần|một lần|1 thể))*"
        "|(not yet|new|to claim|not claimed( yet)?|todo|to do|unclaimed|not filed"
        "|not reported( yet)?"
        "|not started|no claim yet)"
        "|(还没|没索赔|待索赔|未申请|还没索赔|没处理|未处理|还没联系|未提)"
    ),
    claimed=(
        f"((đã|đang|vừa|mới) )+{_CLAIMS}{_TO}( ncc)?( (đền|bồi thường|bù|đền bù|tiền|lỗi))*{_DONE}"
        f"|{_CLAIMS}{_TO}( ncc)? (rồi|xong|xong rồi)|(đã )?(gửi|mở) (claim|khiếu nại|yêu cầu|đơn)"
        f"( (cho|ncc))*{_DONE}|(đã |mới |vừa )(nói|gửi){_TO} ncc{_DONE}"
        "|((đang|còn|vẫn) )*(chờ|đợi)( (bên|phía))?( ncc)?( (trả lời|phản hồi|xử lý|xác nhận|đền"
        "|duyệt|check|kiểm tra|giải quyết|bù|bồi thường|kết quả))+|((đang|còn) )*(chờ|đợi) ncc"
        "|ncc (đang )?(xem xét|xử lý|kiểm tra|check|xác nhận)( (lại|rồi))?|đang (xử lý|thương lượng"
        "|khiếu nại|làm việc|trao đổi|đàm phán)( với ncc)?"
        "|ncc (đã )?(hứa|đồng ý|chịu|ok|sẽ|hẹn)( sẽ)?( (đền|bù|bồi thường|trừ|hoàn))( .{1,20})?"
        "|ncc chưa (trả lời|phản hồi|xử lý|giải quyết|xác nhận|nói gì|hồi âm)"
        "|(in progress|submitted|sent|waiting|requested|filed|reported|processing|under review"
        "|(claim )?(sent|submitted|filed)|waiting for (supplier|factory|reply)|asked|claiming"
        "|reported to (factory|supplier))"
        "|(已申请|已提交|已反馈|处理中|等待回复|已投诉|等回复|已联系|等工厂回复|在谈|已提出)"
    ),
    compensated=(
        f"((xong|rồi) )*(ncc )?((đã|vừa|mới|đã được|được) )+{_PAYS}( {_PAID})*( ncc)?{_DONE}"
        f"|((xong|rồi) )*(ncc )?(đền|bồi thường|bù|đền bù)( {_PAID})* (rồi|xong|xong rồi|đủ|đủ rồi)"
        f"|ncc (trả|hoàn|trừ|giảm)( {_PAID})* (rồi|xong|xong rồi)"
        "|(đã |mới |vừa )?nhận( (được|đủ))*( tiền)? (đền|bồi thường|đền bù|bù|hàng bù|tiền đền)"
        f"( bù)?{_DONE}"
        "|(settled|credited|received compensation|paid back|compensation received|repaid"
        "|(supplier|factory) paid|got compensation)"
        "|(已补偿|已赔|赔了|已退款|赔偿完成|已补发|已赔付|赔完了|已经赔了|已补货)"
    ),
    rejected=(
        "(bị )?(ncc )?(đã |bị )?từ chối( (đền|bồi thường|bù|trả|nhận lỗi|đền bù"
        "|trách nhiệm))*( ncc)?"
        f"{_DONE}"
        f"|ncc (nhất định )?không( (chịu|đồng ý|nhận|chấp nhận|muốn|thừa nhận|có|{_PAYS}|lỗi"
        f"|trách nhiệm"
        "|tiền|hàng|cho))+"
        "|không( (chịu|đồng ý|chấp nhận|nhận))+( (đền|bồi thường|bù|lỗi|trách nhiệm|trả|đền bù))*"
        "|không (đền|bồi thường|đền bù)( (tiền|hàng|gì))?|(đòi )?không được( (đền|bồi thường|bù"
        "|duyệt"
        "|chấp nhận))?|(bị )?(ncc )?bác( (bỏ|đơn|khiếu nại))?|ncc (chối|cãi|phủi|đổ lỗi|đổ thừa)"
        "( (lỗi|tay|trách nhiệm|cho|vận chuyển|kho|shop|mình))*"
        "|(denied|refused|declined|not accepted|(supplier|factory) (refused|denied|rejected)"
        "|will not pay|turned down)"
        "|(工厂|对方|供应商)?(不赔|拒绝|不同意|被拒|拒绝赔偿|不认|不肯赔)(了)?"
    ),
    ignore=(  # takes the row out of every count: not for a defect that nobody claims
        "(thôi )?bỏ qua( luôn)?|(đừng|không|khỏi|thôi) (tính|đếm|kể)( (dòng|đơn|cái|này))*"
        "|(dòng|đơn|hàng) (test|thử)( này)?|(khách )?(gian lận|lừa đảo)"
        "|(skip( row)?|test (row|order|data)|(buyer )?fraud|do not count|not counted|excluded?"
        "|ignored)"
        "|(不算|不计|测试数据|买家欺诈|骗单)"
    ),
)

_BY_FACTORY = "( (ở|tại|của|từ|bên|do))*"
_POORLY = "( (kém|ẩu|sơ sài|không kỹ|mỏng|dở|lỏng|tệ|cẩu thả|không cẩn thận|không chắc))*"
ORIGIN = _sayings(
    factory_packing=(
        f"((do|lỗi) )*(đóng gói|đóng hàng|đóng thùng){_POORLY}{_BY_FACTORY} ncc{_POORLY}"
        f"|((do|lỗi) )*ncc (đóng gói|đóng hàng|đóng thùng|đóng|gói|bọc)( hàng)?{_POORLY}"
        "|(factory|supplier) (packing|packaging)( (poor|bad))?|(bad|poor) (factory"
        "|supplier) packing"
        "|(工厂|厂家)(包装|打包)(不好|差|问题|不当)?"
    ),
    factory_material=(
        f"((do|lỗi) )*(chất liệu|nguyên liệu|vật liệu|nguyên vật liệu"
        f"|vải){_BY_FACTORY} ncc{_POORLY}"
        "|((do|lỗi) )+(chất liệu|nguyên liệu|vật liệu|nguyên vật liệu|vải)( (kém|dở|rẻ))*"
        "|(chất liệu|nguyên liệu|vật liệu)( (kém|dở|rẻ))*|ncc dùng (vải|nhựa|nguyên liệu|vật liệu)"
        " (kém|dở|rẻ|mỏng|khác)"
        "|(factory |bad |poor |raw )?material(s)?( (issue|problem|quality))?"
        "|(材料|原料|用料|面料)(问题|差|不好)?"
    ),
    transit=(
        "((do|lỗi|bị) )*(trên|dọc|đi|trong|lúc|khi)( (quá trình|lúc))? (đường|vận chuyển|đi đường)"
        "( (về|đi|vận chuyển|hàng|về vn|về kho))*"
        "|(on the way|during (transit|shipping|transport)|transit( damage)?|damaged in transit)"
        "|(路上|运输中|运输过程|途中)(损坏|破损)?"
    ),
    factory=(
        "((do|lỗi|bên|từ|tại|của|phía) )*ncc( (làm|sx|sản xuất|gia công|làm ẩu|gửi nhầm|gửi sai"
        "|giao nhầm|giao sai|giao thiếu|gửi thiếu|làm sai|may|may ẩu))*"
        "|((do|lỗi|từ|khâu) )*(sản xuất|sx|nhà sx|gia công|kỹ thuật|khâu sản xuất)"
        "|(by |from |at )?(factory|manufacturer|supplier|production|manufacturing)( (fault|error"
        "|issue"
        "|defect|mistake|problem))?"
        "|(工厂|厂家|生产|供应商)(问题|原因|责任|出错)?"
    ),
    consolidation=(
        "((do|lỗi|ở|tại|bên) )*kho (gom|gom hàng|trung quốc|bên trung|trung chuyển|quảng châu|trung"
        "|bằng tường|đông hưng|đại lý|agent|bên trung quốc|nước ngoài|quá cảnh)"
        "|(agent |china |cn |transit )(warehouse|wh)|consolidation( (wh|point))?|consolidator"
        "|(集运|集运仓|中转仓|中国仓库|代理仓库)"
    ),
    freight=(
        "((do|lỗi|bên|lỗi do) )*(vận chuyển|vận chuyển quốc tế|đường biển|đường bộ|logistics|cước"
        "|đơn vị vận chuyển quốc tế|vận tải|xe|xe tải|tàu|container)( (làm vỡ|làm hỏng|làm móp))?"
        "|(shipping|forwarder|sea freight|freight forwarder|logistics|truck|international shipping)"
        "|(物流|海运|国际运输|货代)(问题|公司)?"
    ),
    customs=(
        "((do|lỗi|bị|tại|ở|bên) )*(hải quan|hq|cửa khẩu|thông quan)( (kiểm|mở|khui|giữ|kiểm hóa"
        "|hàng"
        "|thùng))*|kiểm hóa|(at )?(border|customs)( (check|inspection|opened))?"
        "|(海关|清关|报关)(查验|检查|开箱)?"
    ),
    last_mile=(
        "((do|lỗi|bên|bị|tại) )*(shipper|giao hàng|đvvc|ship|bưu tá|đơn vị vận chuyển|ghtk|ghn"
        "|spx|jt"
        "|j t|viettel post|ninja van|ahamove|grab|bưu điện|bên giao hàng|bên ship|đơn vị giao hàng)"
        "( (ném|quăng|làm|rơi|vỡ|móp|hỏng|hàng|giao|tới khách|nội địa|cho khách))*"
        "|(courier|carrier|delivery( (guy|company|partner))?|last mile delivery|local delivery)"
        "|(快递|派送|配送)(问题|员|公司|损坏)?"
    ),
    unknown=(
        "(không|chưa) (rõ|biết|chắc|xác định|tìm ra|kết luận|hiểu)( (được|nữa|nguyên nhân|do đâu"
        "|do ai|tại sao|ở đâu|lắm|lỗi ai|vì sao|từ đâu))*"
        "|(not sure|unclear|not known|tbd|do not know|undetermined)"
        "|(不知道|不确定|未确定|待查|原因不明)"
    ),
)

_SOME_FAULTS = "((vài|ít|1 ít|một ít|1 số|một số|mấy|1 vài|một vài|chút|1 chút|các) )*(cái )?"
QC_RESULT = _sayings(
    **{
        "pass": (
            "((đã|qc|kiểm|kết quả|hàng|kiểm tra|lô|đều|test) )*(đạt|pass|ok|ổn|tốt|qua|chuẩn|đẹp"
            "|đạt chuẩn|bình thường|thông qua)( (hết|cả|100%|toàn bộ|yêu cầu|chất lượng|chuẩn|rồi"
            "|qc|lô|tất cả))*"
            "|(hàng |lô )?không (có |bị )?(lỗi|vấn đề|sao|lỗi nào|vấn đề gì)( (gì|cả|nào))*"
            "|(good|fine|all good|no issues?|no problems?|approved|accepted|qc (ok|pass|passed)"
            "|all ok|perfect|clear|all pass(ed)?)"
            "|(检验|质检|全部)?(合格|没问题|良品|过了|正常|通过|无问题)(了)?"
        ),
        "pass_with_issues": (
            "(tạm )?(đạt|ok|nhận|ổn|qua|pass|được|nhận hàng|cho qua)( (nhưng|mà|có|còn|tuy|vẫn"
            "|kèm|với))+"
            f" ?{_SOME_FAULTS}(lỗi|sai sót|vấn đề|hàng lỗi|trầy|xước)( (nhẹ|nhỏ|ít|vặt|lẻ tẻ"
            f"|nhỏ nhỏ"
            "|xíu))*"
            "|tạm (đạt|ổn|được|ok|chấp nhận|nhận|qua|pass|duyệt|cho qua)"
            "|chấp nhận (được|lỗi nhỏ|lỗi nhẹ|tạm|có lỗi)|đạt (1 phần|một phần|có điều kiện"
            "|tương đối"
            "|tạm)|(nhận|đạt|pass) có điều kiện|châm chước|nhân nhượng"
            f"|(có |còn )?{_SOME_FAULTS}lỗi (nhẹ|nhỏ|vặt)( (nhưng|vẫn|mà|cho))*( (nhận|đạt|ok|qua"
            "|chấp nhận|được))*"
            "|(có |còn )(vài|ít|1 ít|một ít|1 số|một số|mấy|1 vài|một vài) lỗi( (nhỏ|nhẹ|vặt))?"
            "|(conditional( pass)?|pass with (defects|minor issues|notes|remarks)|minor issues"
            "|ok with issues|partial pass|partially|accepted with (defects|concession)|acceptable)"
            "|(基本合格|勉强合格|有小问题|让步|有瑕疵|有小瑕疵|有条件接收|勉强)"
        ),
        "fail": (
            "((kiểm|qc|hàng|lô|kết quả) )*(không (đạt|qua|pass|ổn|ok|được|duyệt|chấp nhận|nhận)"
            "|chưa đạt)( (yêu cầu|chuẩn|chất lượng|rồi|qc|lô|hàng|tiêu chuẩn))*"
            "|(bị )?(rớt|trượt|tạch|loại|trả hàng|trả lại|hỏng|fail|từ chối|tệ|trả về)( (qc|lô"
            "|ncc))*"
            "|(lỗi nặng|nhiều lỗi|lỗi nhiều|lỗi quá nhiều|quá nhiều lỗi|lỗi hết|hư hết|hỏng hết)"
            "|(not ok|not pass|not passed|bad|did not pass|not good|unacceptable|refused)"
            "|(质检|检验)?(不行|不通过|不及格|退货|没通过|没过|拒收|不良品|不好)"
        ),
        "not_done": (
            "(không|chưa)( (kịp|có|ai|được))* (kiểm|qc|check|kiểm tra|test|xem|khui|kiểm hàng|mở)"
            "( (hàng|lô|gì|lại|xong|hết))*"
            "|((đang|chờ|đợi|sẽ|để|chuẩn bị) )+(kiểm|qc|check|kiểm tra|test|kiểm hàng)( (hàng"
            "|sau))*"
            "|bỏ qua( (kiểm|qc))?|miễn kiểm"
            "|(pending|skipped|not yet|no qc|not inspected|not tested|no inspection|unchecked|todo"
            "|to do|waiting|to check)"
            "|(没检|没验|未验|待检|没有检查|还没检|未检验|待验|没检查|免检)"
        ),
    }
)

_GOES_ON = "( (hàng|lại|thêm|mẫu này|mẫu|lô mới|đơn|tiếp))*"
PLAN_STATUS = _sayings(
    planned=(
        "((đang|đã|mới|trong|có|còn|vẫn) )*(lên |làm )?(kế hoạch|dự kiến|dự định|plan)( (đặt|nhập"
        "|mua"
        "|lên đơn))?( hàng)?"
        "|((sắp|sẽ|định|cần|chuẩn bị|tính|muốn|đang tính|phải|đang định|tháng sau|lô sau) )+"
        f"(đặt|nhập|order|lên đơn|mua){_GOES_ON}"
        f"|chưa (đặt|order|lên đơn|nhập|mua){_GOES_ON}"
        "|(to order|planning|to do|todo|not ordered( yet)?|new|to be ordered|upcoming|will order"
        "|not yet)"
        "|(待下单|准备下单|未下单|预计|计划|打算下单|还没下单)"
    ),
    negotiating=(
        "((đang|còn|vẫn) )*(thương lượng|đàm phán|thương thảo|deal|trả giá|mặc cả|hỏi giá|làm giá"
        "|ép giá|xin giá|thỏa thuận|kì kèo|kỳ kèo|trao đổi|nói chuyện|bàn|bàn bạc|chốt giá"
        "|xin báo giá)"
        "( (giá|với|lại|ncc|thêm))*"
        "|((đang|còn) )*(chờ|đợi)( ncc)?( (báo|chốt|gửi|trả lời))?( (lại|về))? (báo giá|giá)"
        "|((đang|chưa) )(hỏi|chốt)( (giá|được giá))?( ncc)?|chưa chốt giá"
        "|(in negotiation|negotiation|bargaining|discussing|quoting|talking|negotiate"
        "|waiting for (quote|price)|asking price|in talks)"
        "|(谈价|议价|还价|洽谈中|询价|在谈|商谈中|等报价|砍价)"
    ),
    ordered=(
        "(đã )+(đặt|order|lên đơn|mua|chốt|xuống đơn|xuống tiền|cọc|đặt cọc|chuyển cọc|nhập|vào đơn"
        f"|thanh toán|chốt đơn|chuyển khoản|đóng cọc)( (hàng|tiền|ncc|cọc|đơn|mua))*{_DONE}"
        "|(đặt|order|lên đơn|mua|chốt|cọc|đặt cọc|chuyển cọc|nhập|chốt đơn|xuống đơn|chuyển khoản)"
        "( (hàng|tiền|đơn))* (rồi|xong|xong rồi)"
        "|((đang|hàng đang|hàng) )+(sản xuất|sx|về|vận chuyển|đi đường|trên đường|đi|làm hàng|ship"
        "|chờ hàng|đợi hàng|chờ hàng về|giao|may|làm|gia công)( (hàng|về|về kho|rồi|tới))*"
        "|(chờ|đợi) hàng( về)?|(hàng )?(đã )?(về|tới|nhận)( (kho|hàng|đủ|đủ hàng))* rồi"
        f"|(hàng )?đã (về|tới|nhận|giao)( (kho|hàng|đủ|đủ hàng|xong))*{_DONE}"
        "|(placed|order placed|paid|deposit paid|in production|on the way|arrived|shipping|bought"
        "|purchased|producing|already ordered|po sent|order confirmed)"
        "|(已)?(下单了|付定金|付款|定金已付|生产中|运输中|发货|订货|下单|订了)(了)?"
    ),
    on_hold=(
        "((đang|bị) )*tạm (dừng|hoãn|gác|treo|để|để đó|đình|chưa đặt|thời chưa đặt)( (lại|đó|đã|chờ"
        "|đơn|đặt|nhập))*"
        "|((đang|bị) )*(hoãn|treo|gác|dời)( (lại|đó|đã|đơn|lịch|sang tháng sau|qua tháng sau))*"
        "|để (đó|sau|đó chờ|lại|từ từ|đó đã|tính sau|tháng sau)( (chờ|tính|đã|tính sau))*|tính sau"
        "|từ từ (đặt|tính|đã)|khoan( (đặt|đã|hãy đặt))*|chờ (xem|thêm|tính|vốn|tiền|bán hết)"
        "( (đã|thêm|lô này))*|(đang )?(xem xét|cân nhắc|suy nghĩ)( (lại|thêm))*"
        "|(paused|pause|postponed|delayed?|wait|later|suspended|on hold for now|stand ?by)"
        "|(暂缓|推迟|待定|搁置|先不下|延期|等等|先放着|暂时不下单)"
    ),
    cancelled=(
        "((đã|bị|xin) )*(hủy|huỷ|bỏ|cancel)( (đơn|kế hoạch|đặt|luôn|không đặt|hàng|mẫu|bỏ|mẫu này"
        f"|đơn này))*( nữa)?{_DONE}"
        "|((thôi|quyết định) )*không (còn )?(đặt|nhập|mua|lấy|order|bán|làm)( (hàng|mẫu này|nữa"
        "|mẫu|lại"
        "|này))*"
        "|thôi( (không|khỏi))? (đặt|nhập|lấy|mua)( nữa)?|khỏi (đặt|nhập)( nữa)?|dừng (bán"
        "|kinh doanh"
        "|nhập)( luôn)?|dẹp( luôn)?"
        "|(dropped|drop|cancel|called off|no longer needed|not ordering|void|abandoned|stopped)"
        "|(取消|取消了|不要了|不订了|作废|不下单了|不做了|不订)"
    ),
)

_BY = "((chat|nhắn|nhắn tin|qua|nhắn qua|hỏi|nhờ|thông qua|group|nhóm|trên|tin nhắn|app|call) )*"
CHANNEL = _sayings(
    agent_chat=(
        f"{_BY}((bên|với) )*(đại lý|agent|trung gian|mua hộ|bên mua hộ|dịch vụ mua hộ|order hộ)"
        "|(via |through |chat with )?agent( (chat|message))?"
        "|(通过)?代理(转达|沟通)?"
    ),
    wangwang=(
        f"{_BY}(wang ?wang|ww|aliww|vượng vượng|1688|chat 1688|ali ?wangwang|taobao)( (chat|1688))*"
        "|(阿里旺旺|旺旺聊天)"
    ),
    wechat=(f"{_BY}(we ?chat|wc|vx|wx|weixin|wechart|wecha)( (chat|group))*|(微信群|微信聊天)"),
    zalo=(f"{_BY}(za ?lo|zl)( (chat|group|nhóm))*"),
    call=(
        "((gọi|phone|call|alo|đt|điện|nói) )*(điện thoại|điện|gọi|call|thoại|đt|phone|alo"
        "|nói chuyện"
        "|gọi trực tiếp|gọi điện thoại|phone call|video call|gọi video)( (cho|ncc|trực tiếp))*"
        "|(打电话|语音|视频通话|电话沟通)"
    ),
)

_FACT = (
    "(lỗi|thông tin|phản hồi|sai|trách nhiệm|vấn đề|sai sót|khiếu nại|phản ánh|tin|có lỗi|hàng lỗi)"
)
RESPONSE = _sayings(
    acknowledged=(
        f"(ncc )?(đã )?(ghi nhận|tiếp nhận|xác nhận|nhận|thừa nhận|nhận được)( là)? {_FACT}"
        f"( (của|do|từ|bên))*( (ncc|họ|bên họ|mình))?{_DONE}"
        f"|(ncc )?(đã )?(ghi nhận|tiếp nhận|thừa nhận|xác nhận){_DONE}|(ncc )?(đã )?(biết|hiểu)"
        f"( (lỗi|rồi|vấn đề))*|đã nhận{_DONE}"
        "|(ncc )?((có|đã) )?xin lỗi( (shop|mình))?|(ncc )?((sẽ|để|đang|hứa) )+(kiểm tra|check"
        "|xem xét"
        "|xem|tìm hiểu|coi)( (lại|thêm|đã|rồi báo|nguyên nhân))*"
        "|(noted|confirmed|accepted fault|admitted( fault)?|apologi[sz]ed|will check|checking"
        "|received|ok noted|understood|acknowledge)"
        "|(已收到|收到|知道了|道歉|已确认|确认|会检查|承认问题|认错)"
    ),
    promised=(
        f"(ncc )?((đã|có|chỉ) )*(hứa|cam kết|hẹn)( (là"
        f"|rằng))?( {_NEXT})?( sẽ)?( {_MENDS}{_BETTER})?"
        f"( {_NEXT})?"
        f"|(ncc )?((bảo|nói|hứa) )?({_NEXT} )?sẽ {_MENDS}{_BETTER}( {_NEXT})?"
        f"|{_NEXT}( sẽ)? {_MENDS}{_BETTER}"
        "|(will fix|will improve|promised? (to )?(fix|improve|change|do better)( .*)?|promise"
        "|will change|will be better|next (lot|batch) better|promised improvement)"
        "|(会改|会改进|承诺|下批改善|答应改进|会注意|保证改|下次注意|下次改进|会改善)"
    ),
    agreed=(
        f"(ncc )?((đã|cũng|ok) )*(đồng ý|ok|chịu|chấp nhận|duyệt|nhận|thống nhất)( sẽ)? {_PAYS}"
        f"( ({_PAID[1:-1]}|{_PART[1:-1]}))*{_DONE}"
        f"|(ncc )?(đã )?(đồng ý|chấp thuận){_DONE}"
        f"|(ncc )?sẽ (đền|bù|bồi thường|gửi bù|hoàn|trừ|đền bù|giảm)( {_PAID})*"
        "|(will compensate|agreed? to (compensate|refund|replace|pay)( .*)?|will (refund|replace"
        "|pay)"
        "|accepted|agree|approved|ok to (refund|replace|compensate))"
        "|(同意补发|同意退款|同意赔|可以赔|会赔|同意补偿|答应赔偿|愿意赔|同意了|同意补货)"
    ),
    refused=(
        "(ncc )?((đã|thẳng thừng) )*từ chối( (đền|bồi thường|bù|nhận lỗi|trách nhiệm|giảm giá|trả"
        f"|thẳng))*{_DONE}"
        f"|(ncc )?không (chịu|đồng ý|chấp nhận|thừa nhận|nhận lỗi|nhận trách nhiệm|đền|bồi thường"
        f"|bù"
        f"|hoàn|muốn đền|duyệt)( ({_PAYS}|lỗi|trách nhiệm|gì|nhận|nhận lỗi|tiền|hàng|hết))*"
        "|(ncc )?(chối|cãi|đổ lỗi|đổ thừa|phủi tay|phủ nhận|bác)( (lỗi|cho|shop|mình|vận chuyển"
        "|bên ship"
        "|tại|do|khách|trách nhiệm))*"
        "|(denied|declined|disagreed?|will not pay|refuse|no compensation|blamed .*|reject)"
        "|(不肯|不承认|不认|不赔|推卸|不愿意|拒绝赔偿|推卸责任|不肯赔|不接受)"
    ),
    no_answer=(
        "(ncc )?(vẫn )?(không|chưa)( (thấy|có|chịu|hề))* (trả lời|phản hồi|hồi âm|nhắn lại|nói gì"
        "|đọc"
        "|hồi đáp|nghe máy|bắt máy|ý kiến|xem)( (gì|tin|lại|tin nhắn|hết|cả|shop|mình))*"
        "|(ncc )?(im|im lặng|im re|im ru|bặt tin|lơ|bơ|seen|mất tích|lặn|phớt lờ|lờ đi|không rep"
        "|im luôn|làm lơ|đã xem|xem rồi)( (luôn|mất tăm|không trả lời|đi|tin nhắn|không nói gì))*"
        "|((đang|vẫn|còn) )*(chờ|đợi)( ncc)? (trả lời|phản hồi|hồi âm)"
        "|(no response|not replied|silent|no reply( yet)?|ignored|waiting( for reply)?|not answered"
        "|seen no reply|did not reply|no feedback|pending)"
        "|(没回复|未回|不回|没反应|没有回复|无回复|没回应|不理|已读不回|等回复|还没回)"
    ),
)

YES_NO_UNKNOWN = _sayings(
    yes=(
        "((đã|có) )+(thấy|thay đổi|cải thiện|khá hơn|sửa|đổi|tốt hơn|tiến bộ|đỡ hơn|khắc phục)"
        "( (rồi|thay đổi|cải thiện|tốt hơn|rõ|hơn|nhiều))*"
        "|(thấy|có|sửa|đổi|tốt hơn|khá hơn|đỡ|đỡ hơn|ok|hết lỗi|ổn)( rồi)"
        "|((thấy|hàng|lô này|lô mới) )*(tốt hơn|khá hơn|đỡ hơn|đẹp hơn)( (trước|nhiều|lô trước))*"
        "|(improved|better|changed|fixed|yes seen|seen|confirmed|done)"
        "|(有改善|改善了|有变化|改了|看到了|好多了|有改进)"
    ),
    no=(
        "(vẫn )?(không|chưa)( (thấy|có|hề|được))*( (gì|thay đổi|cải thiện|khác|sửa|đổi|tiến bộ"
        "|khắc phục|chuyển biến|đỡ|tốt hơn|khá hơn))*( (gì|cả|hết|mấy))*"
        "|(vẫn (vậy|thế|như cũ|còn lỗi|bị|lỗi|y cũ|như trước|y như cũ)|y như cũ|như cũ|y cũ|còn lỗi"
        "|vẫn còn lỗi|đâu vào đấy)"
        "|(not yet|no change|same|still the same|not improved|not changed|not seen|unchanged)"
        "|(没变化|没有变化|没改|还是一样|没改善|还没|没有改善|未改)"
    ),
    unknown=(
        "(không|chưa) (rõ|biết|chắc|xác định|kiểm tra|kiểm|nhận hàng|nhận lô mới|có hàng|có lô mới"
        "|về hàng|có lô sau)( (được|nữa|lắm|gì))*"
        "|(đang )?(chờ|đợi) (lô|hàng|đợt)( (sau|mới|tới|về|tiếp|tiếp theo))*"
        "|(not sure|too early|waiting for next (lot|batch|order)|do not know|tbd|unclear"
        "|not checked)"
        "|(不知道|不确定|等下一批|待确认|还不清楚|待观察)"
    ),
)

COMPENSATION = _sayings(
    yes=(
        "(đã )+(nhận|đền|bồi thường|trả|có|bù|hoàn|nhận được|về|trừ|được đền|đền bù)( (đủ|hết|tiền"
        "|hàng|xong|đầy đủ|bồi thường|đền bù|bù|toàn bộ|100%|đền|vào đơn sau|vào lô sau|lô sau))*"
        f"{_DONE}"
        "|(nhận|đền|trả|bù|có|nhận được|trừ|hoàn)( (tiền|hàng|bù|được))* (đủ|xong|hết|rồi|đủ rồi"
        "|hết rồi|xong rồi|đầy đủ|đủ hết)|(đủ|xong|có) rồi|xong|(nhận )?(đủ 100%|đầy đủ)"
        "|(received( (in full|all|full))?|fully( received)?|full|done|paid( in full)?|all received"
        "|yes received|completed?|got it)"
        "|(收到|收到了|已收到全部|全部收到|已到账|收齐|收完了|都收到了)"
    ),
    partly=(
        "((đã|mới|chỉ) )*((nhận|đền|trả|bù|bồi thường|được|có|về|hoàn|nhận được) )*(tiền |hàng )?"
        f"{_PART}( (tiền|thôi|rồi|hàng|đền|bồi thường|số tiền|số hàng))*"
        "|(nhận |đền |trả |bù )?(chưa|không) đủ( (hết|tiền|hàng|số lượng))?|chưa (nhận|trả|đền|bù)"
        " (đủ|hết)( (tiền|hàng))?|còn thiếu( (tiền|hàng|1 phần|một phần|1 ít|ít))?|thiếu"
        "|(đã )?(nhận|đền|trả) (thiếu|1 đợt|đợt 1|trước 1 phần|trước một phần)"
        "|(partially|partially received|half|not all|some|part|partly received|partial payment)"
        "|(收到部分|一半|未收齐|部分|收到一半|没收齐|还差一部分)"
    ),
    no=(
        "(vẫn )?(không|chưa)( (hề|thấy|có))*( (nhận|đền|trả|được|bù|về|bồi thường|hoàn|nhận được|gì"
        "|được đền|đền bù|được gì))*( (gì|tiền|hàng|cả|đồng nào|bù|đền bù|bồi thường|hết trơn))*"
        "|((còn|đang|vẫn) )*(chờ|đợi)( (nhận|đền|tiền|ncc|trả|bù|bồi thường|ncc trả|ncc đền))*"
        "|(not yet|not received( yet)?|nothing( yet)?|none|pending|waiting|not paid|unpaid)"
        "|(还没|未到账|没有收到|没收到|还没收到|没有|没赔)"
    ),
)

MESSAGE_LANGUAGE = _sayings(
    zh=(
        "(tiếng |chữ )?(trung|hoa|tàu|trung quốc|trung văn|hán|quan thoại|phổ thông)"
        "( (quốc|giản thể|phồn thể))*"
        "|(mandarin|china|simplified chinese|chinese (simplified|text)|cn|zh)"
        "|(中国话|普通话|简体|简体中文|中国语|汉字)"
    ),
    vi=("(tiếng |chữ )?(việt|việt nam)|(vietnamese|vietnam|viet|vnese)|(越南文|越文|越南)"),
    en=("(tiếng |chữ )?(anh|mỹ|anh văn|anh ngữ)|(english|eng|en|inglish)|(英文|英|英语)"),
)

PSI_BY = _sayings(
    agent=(
        "((bên|nhờ|do|qua|thuê) )*(đại lý|trung gian|agent|mua hộ|bên mua hộ|đơn vị mua hộ"
        "|bên order)"
        "( (kiểm|kiểm hộ|check|kiểm hàng|kiểm tra|làm))*"
        "|(by |our )?(agent)( (inspection|check|qc|does it))?"
        "|(代理)(验货|检查|检验)?"
    ),
    third_party=(
        "((bên|đơn vị|công ty|thuê|dịch vụ|nhờ|cty) )*(thứ 3|thứ ba|kiểm định|giám định|ngoài|sgs"
        "|qima|bv|intertek|tuv|v trust|bên ngoài|kiểm hàng|kiểm định ngoài|độc lập)"
        "( (kiểm|kiểm hàng|check))*"
        "|(3rd party|third party( (inspection|company|inspector))?|inspection company|outside"
        "|external|independent)( inspection)?"
        "|(第三方|外部|检测机构)(验货|检验|公司)?"
    ),
    none=(
        "(không|chưa)( (có|cần|thuê|nhờ|ai|bên nào))*( (kiểm|kiểm tra|ai|psi|kiểm hàng|kiểm trước"
        "|thuê|làm|check|bên nào))*( (trước khi gửi|ở xưởng|gì))?"
        "|(nobody|no one|no inspection|not done|no psi|not inspected|nothing)"
        "|(没有|不验|没人|不检|没验货|无人)"
    ),
)

_DEALS = (
    "(dùng|hợp tác|nhập|lấy|làm|làm ăn|làm việc|bán|mua|order|đặt|chơi|lấy hàng|nhập hàng|đặt hàng)"
)
SUPPLIER_STATUS = _sayings(
    active=(
        f"((đang|còn|vẫn|vẫn còn|vẫn đang) )+({_DEALS}|hoạt động)( (với|chính|thường xuyên|tốt|hàng"
        "|bình thường|thường|nhiều|đều|đều đều|ổn định))*"
        "|(nguồn |ncc |mối )?(chính|thường xuyên|quen|ruột|chủ lực|lâu năm|uy tín)|ok|tốt|ổn"
        "|bình thường"
        "|(in use|current|main|using|ongoing|primary|regular|cooperating|working)"
        "|(使用中|正常|合作|在用|长期合作|主要|还在合作)"
    ),
    trial=(
        "((đang|mới|lô|còn|cho|lần) )*((dùng|làm|lấy|nhập|chạy|đặt|hợp tác|bán|mua) )?thử"
        "( (nghiệm|hàng|mẫu|lô|lần đầu|việc|lô đầu|1 lô|một lô))*"
        f"|mới( {_DEALS})?( (lần đầu|1 lô|lô đầu))?|lô đầu( tiên)?|(đang )?(thăm dò|test|tìm hiểu"
        "|xem xét|đánh giá)|ncc mới|lần đầu"
        "|(testing|test|new|sample stage|trying|on trial|trial order|evaluating|probation)"
        "|(试单|新|测试|试合作|试用中|新供应商|打样)"
    ),
    stopped=(
        f"((đã|tạm|đang) )*(dừng|nghỉ|thôi|bỏ|cắt|ngắt|chấm dứt)( ({_DEALS}|luôn|hẳn|với))*{_DONE}"
        f"|((đã|giờ) )*không (còn )?{_DEALS}( (hàng|nữa|với|hợp tác))*|hết (hợp tác|làm|dùng|nhập)"
        "( rồi)?|(đen|blacklist|cạch|danh sách đen|đã nghỉ|cắt rồi)"
        "|(stop|ended|no longer( used)?|terminated|not used|dropped|blacklisted|closed|old|quit)"
        "|(停用|已停止|不合作|拉黑|暂停|停止|停了|不用了|不合作了|黑名单)"
    ),
)

_EXPECTED = (
    "(hình|ảnh|mô tả|mong đợi|kỳ vọng|kì vọng|quảng cáo|mong muốn|tưởng tượng|video|clip|ý|hình ảnh"
    "|ảnh mẫu|trên mạng|ảnh mạng|live|giới thiệu)"
)
_CARRIERS = (
    "(ship|shipper|vận chuyển|giao hàng|đvvc|bưu tá|giao|đơn vị vận chuyển|bưu cục|giao nhận"
    "|shop ship)"
)
BUCKET = _sayings(
    product_defect=(
        "(hàng|sản phẩm|đồ)( (bị|có|quá))*( (lỗi|hư|hỏng|kém|kém chất lượng|vỡ|bể|hư hỏng|dở|tệ"
        "|rách"
        "|móp|không dùng được|chất lượng kém))+"
        "|lỗi( (do|từ|của|ở))? (sản phẩm|hàng|sx|sản xuất|ncc|kỹ thuật|chất lượng|hàng hóa)"
        "|(chất lượng|chất lượng sản phẩm|chất lượng hàng|sản phẩm|vấn đề chất lượng)"
        "( (kém|tệ|dở|có vấn đề))*|(bị )?(hư hỏng|kém chất lượng|hàng lỗi)"
        "|(defective|quality( (issue|problem))?|product( (issue|quality|fault|problem|defect))?"
        "|bad quality|defects?|faulty|broken)"
        "|(质量|质量问题|产品问题|次品|瑕疵|产品缺陷|商品质量|产品不良)"
    ),
    expectation_mismatch=(
        f"(hàng |sản phẩm )?(không|khác)( (giống|như|đúng|với|so với|hẳn|xa|được như))* {_EXPECTED}"
        "( (của|khách|cho lắm|lắm|đăng|trên mạng))*"
        "|khách( hàng)? (kỳ vọng|kì vọng|mong đợi|tưởng|nghĩ|hiểu lầm|hiểu nhầm|hiểu sai|đọc nhầm"
        "|không đọc|đặt nhầm|chọn nhầm|chọn sai|không hợp|không thích|không ưng|đổi ý|chê|thất vọng"
        "|không vừa ý|mong)( .{1,40})?"
        "|(kỳ vọng|kì vọng|mong đợi)( (cao|quá|quá cao|của khách|sai|nhiều|khác))*|(hơi )?thất vọng"
        "|không (ưng|thích|hợp|vừa ý|hài lòng|ưng ý|xứng giá|đáng tiền|hợp ý|được như ý)"
        "|(lệch|sai|khác|không đạt|dưới|không đúng) (kỳ vọng|kì vọng|mong đợi)|nhỏ hơn tưởng"
        "|đổi ý|hiểu (lầm|nhầm|sai)"
        "|(not as expected|expectations?|disappointed|changed mind|misunderstood|did not like"
        "|different from (photo|picture|expectation)s?|not as (pictured|described)|smaller than"
        " expected|expectation gap|not like (the )?(photo|picture))"
        "|(期望|不喜欢|心理预期|不如预期|与期望不符|和图片不一样|期望过高|预期不符|不满意)"
    ),
    delivery_failure=(
        "((khách chê|bị|shop|do) )*(giao|ship|vận chuyển|giao hàng|giao nhận)( (hàng|bị|quá|rất"
        "|hơi))*"
        "( (chậm|lâu|trễ|muộn|chậm trễ|mất|thất lạc|hư|hỏng|móp|kém|ẩu))+( (quá|lắm))?"
        f"|((lỗi|do|của|từ|bên|khâu|tại|phía|lỗi do) )+{_CARRIERS}( (làm|hỏng|vỡ|móp|chậm|trễ"
        f"|hàng))*"
        "|(shipper|đvvc|bên ship|bên vận chuyển|bưu tá|đơn vị vận chuyển)( (làm|ném|giao|quăng"
        "|thái độ"
        "|khó chịu|chậm|trễ|ẩu|hàng|tệ|không giao|vỡ|móp|rơi|hủy đơn))*"
        "|(bị )?thất lạc( (hàng|đơn))?|mất (hàng|đơn)|giao thất bại|giao không thành công"
        "|(khách )?(không|chưa) nhận( được)? hàng|hàng (tới|đến|về) (chậm|trễ|muộn)|không giao"
        "|(late( delivery)?|slow (delivery|shipping)|lost( (parcel|package))?|not received|courier"
        "|(shipping|delivery|logistics|carrier)( (issue|problem|delay|damage|error))?|delayed)"
        "|(物流慢|快递慢|发货慢|没收到|配送问题|快递问题|物流|快递|送货慢|丢件|运输问题)"
    ),
)

PENDING = (
    "((đang|chờ|đợi|còn|còn đang|vẫn đang) )+(thử|test|kiểm|chờ|đợi|xem|kết quả|dùng thử|mẫu"
    "|kiểm tra"
    "|làm mẫu|đánh giá)( (kết quả|thêm|mẫu|về|lại))*"
    "|chưa (xong|có kết quả|biết|thử|test|kiểm|kiểm tra|có mẫu|nhận mẫu|nhận|quyết|chốt|rõ)( xong)?"
    "|(in progress|testing|tbd|on going|ongoing|not yet|to be tested|processing)"
    "|(待测|测试中|等待|还没|进行中|等结果)"
)
