"""Further headers of the input tabs, as teams type them: looser than those of the contract.

They count where none of the contract fits, and give way to it where two columns could be one.
The first block is for every tab that has the column. All are in the form that `headers.meant`
gives, abbreviations written out.
"""

from collections.abc import Mapping
from types import MappingProxyType

LOOSE: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "": {
            "sku": (
                "sku code|item sku code|part no|part number|mã|mã hàng sku|mã sản phẩm sku|"
                "phân loại sản phẩm|mã phân loại|mã số hàng|mã biến thể|mã hàng bán|mã hàng lỗi|"
                "mã sản phẩm bị lỗi|mã sản phẩm lỗi|mã cần nhập lại|sản phẩm mã|"
                "mã sản phẩm cần nhập|货号 型号|商品货号|产品货号|货号编码|物料号"
            ),
            "lot_id": (
                "shipment no|shipment id|shipment code|consignment|container no|mã lô hàng|"
                "mã lô nhập|lô số|mã chuyến|chuyến|chuyến nhập|đợt|lô nhập hàng|số lô hàng|"
                "mã đợt hàng|mã đợt nhập|mã đơn nhập|mã chuyến hàng|mã phiếu nhập|đợt về|lô về|"
                "mã shipment|批次编号|到货批号|入库批次"
            ),
            "supplier": (
                "supplier short name|factory name|vendor name|1688 shop|manufacturer|source|"
                "tên xưởng|nhà cung cấp 1688|shop trung quốc|shop trung|xưởng trung quốc|"
                "xưởng trung|tên nguồn|nhà sản xuất|nơi nhập|nguồn nhập|shop nguồn|"
                "xưởng sản xuất|nhà cc|nhà cung cấp trung quốc|供应商名称|厂商|生产厂家|货源"
            ),
            "note": (
                "memo|lưu ý|ghi chú thêm|ghi chú khác|chú ý|gchu|diễn giải|ghi chú cskh|"
                "ghi chú của shop|备注说明|注意事项"
            ),
            "platform": (
                "sold on|store platform|nền tảng|sàn bán hàng|bán ở đâu|mua ở sàn|"
                "sàn thương mại|kênh bán hàng|gian hàng|shopee tiktok|shopee hay tiktok|"
                "bán trên sàn|销售渠道|电商平台"
            ),
            "severity": (
                "level|defect severity|how bad|seriousness|mức|mức độ nặng nhẹ|nặng nhẹ|độ nặng|"
                "mức nghiêm trọng|cấp độ|mức độ hư hỏng|等级|严重性|严重等级"
            ),
            "order_ref": (
                "order|order code|customer order|order reference|đơn hàng|mã đơn sàn|số đơn|"
                "mã đơn khách|mã đặt hàng|id đơn|id đơn hàng|mã đơn shopee|订单|订单号码|单号"
            ),
            "contacted_at": (
                "buyer contacted on|customer contacted on|customer contacted|contacted on|"
                "contacted buyer on|contact date|date contacted|customer contacted at|"
                "ngày liên hệ khách|ngày nhắn khách|liên hệ khách ngày|đã nhắn khách ngày|"
                "ngày liên hệ|giờ liên hệ khách|đã liên hệ khách lúc|nhắn khách ngày|"
                "liên hệ khách|đã liên hệ|ngày mình nhắn khách|ngày nhắn cho khách|"
                "ngày nhắn tin cho khách|ngày nhắn tin khách|联系客户时间|联系买家日期"
            ),
            "lead_time_days": (
                "delivery days|days to arrive|production days|số ngày hàng về|số ngày chờ hàng|"
                "thời gian hàng về|thời gian về|số ngày giao|số ngày về|thời gian giao hàng|"
                "bao lâu về|mấy ngày về|số ngày nhập hàng|thời gian chờ hàng|"
                "thời gian đặt đến khi về|bao nhiêu ngày hàng về|ngày giao hàng trung bình|"
                "số ngày giao hàng|số ngày giao trung bình|到货周期|交货天数|货期天数|生产周期|"
                "交期 天"
            ),
            "unit_price": (
                "unit cost|unit cost cny|cost cny|price cny|cny price|factory price|"
                "buying price|giá nhập tệ|giá xưởng|giá 1688|giá gốc|đơn giá tệ|giá mua tệ|"
                "giá nhập hàng|giá trung quốc|giá trung|giá vốn tệ|đơn giá nhập|giá nhập cny|"
                "đơn giá nhập tệ|采购价|出厂价|单价 元|成本价|采购价格|进货价"
            ),
            "photos": (
                "photo link|photo links|inspection photos|qc photos|link ảnh kiểm|ảnh kiểm hàng|"
                "ảnh kiểm|ảnh chụp|ảnh qc|ảnh video|ảnh nhận hàng|ảnh hàng|验货照片|图片链接|"
                "照片链接"
            ),
            "acceptable": (
                "acceptable defect|acceptable defect %|max defect rate|agreed defect rate|"
                "acceptable defect rate|defect tolerance|allowed defect rate|"
                "accepted defect rate|max defect %|% lỗi thỏa thuận|tỷ lệ lỗi chấp nhận|"
                "tỷ lệ lỗi thỏa thuận|mức lỗi chấp nhận|% lỗi cho phép|% lỗi chấp nhận|"
                "lỗi tối đa|tỷ lệ lỗi tối đa|ngưỡng lỗi|mức lỗi cho phép|tỷ lệ lỗi thoả thuận|"
                "允许不良率|约定不良率|可接受次品率|不良率上限"
            ),
        },
        "defect_log": {
            "defect_type": (
                "what's wrong|defect description|kind of defect|type of defect|error type|fault|"
                "defect kind|issue type|problem type|type|kiểu lỗi|khách phản ánh lỗi|"
                "lỗi sản phẩm|bị lỗi|bị|hỏng|tên lỗi|nội dung lỗi|phân loại lỗi|loại hư hỏng|"
                "chi tiết lỗi|loại hỏng|hư|lỗi hàng|sản phẩm bị lỗi|khách báo lỗi|sản phẩm bị|"
                "bị làm|lỗi như|不良|问题|不良问题|什么问题|缺陷"
            ),
            "imported_on": (
                "imported on|imported|stock in date|ngày nhập hàng|ngày nhập về|ngày về kho|"
                "nhập tháng mấy|nhập tháng|tháng về|hàng nhập tháng|thời gian nhập|"
                "ngày nhập gần đúng|nhập khoảng|ngày hàng về kho|đợt nhập tháng|lô tháng|"
                "hàng tháng|nhập khi|ngày về hàng|hàng về khi|về khoảng tháng|进货日期|"
                "大概到货日期|进货月份|入库月份"
            ),
            "found_on": (
                "date reported|reported date|date of report|complaint date|date of defect|"
                "date logged|day found|ngày khách báo|ngày phát hiện lỗi|ngày thấy lỗi|"
                "ngày nhận phản ánh|ngày ghi|ngày ghi lỗi|ngày phản hồi|ngày khiếu nại|"
                "phát hiện ngày|ngày log|ngày tháng|ngày báo cáo|khách báo ngày|"
                "ngày khách phản ánh|ngày nhận báo lỗi|ngày check|ngày khách khiếu nại|"
                "thời gian phát hiện|ngày kiểm|ngày khách nhắn|ngày khách phàn nàn|发现时间|"
                "反馈时间|投诉日期|记录日期"
            ),
            "units": (
                "pcs|how many|pieces|no of units|defective số lượng|defective pcs|"
                "number defective|count|số cái lỗi|số sản phẩm lỗi|bao nhiêu cái|mấy cái|"
                "số chiếc|số lượng hư|số lượng bị lỗi|số hàng lỗi|số cái hỏng|lỗi mấy cái|"
                "lỗi bao nhiêu|số cái bị lỗi|bao nhiêu cái lỗi|defect units|số lượng cái lỗi|"
                "lỗi cái|不良件数|个数|件数|有几个"
            ),
            "found_at": (
                "where found|found in|reported by|who found|detected at|detected by|"
                "discovered by|nguồn phát hiện|phát hiện ở đâu|khách kho báo|ai báo|người báo|"
                "người phát hiện|phát hiện từ đâu|phát hiện khi|khâu phát hiện|"
                "bên nào phát hiện|nguồn báo lỗi|ai thấy|phát hiện tại|lỗi phát hiện ở|"
                "nguồn tin|nguồn báo|khách báo hay kho báo|khách hay kho phát hiện|ai thấy lỗi|"
                "发现人|谁发现|发现地点|发现来源|反馈来源"
            ),
            "outer_packaging": (
                "thùng condition|outer thùng condition|box condition|outer box condition|"
                "packaging condition|tình trạng thùng thùng|vỏ thùng|thùng thùng|"
                "tình trạng thùng ngoài|tình trạng bao bì|tình trạng kiện hàng|vỏ thùng ngoài|"
                "hộp ngoài|tình trạng kiện|bao bì|tình trạng hộp|vỏ thùng thùng|"
                "thùng có móp không|tình trạng vỏ thùng|外箱状态|外箱状况|纸箱情况|外包装情况"
            ),
            "photos": (
                "photos video|defect photo|defect image|photo link|photo of defect|"
                "ảnh sản phẩm lỗi|link ảnh lỗi|ảnh video lỗi|ảnh hàng lỗi|ảnh chụp lỗi|"
                "ảnh khách gửi|ảnh minh chứng|ảnh video|link ảnh video|ảnh chụp|chụp ảnh lỗi|"
                "ảnh chụp sản phẩm lỗi|不良照片|问题图片|图片链接|缺陷照片|照片链接"
            ),
            "photos_packaging": (
                "thùng photos|box photos|outer box photos|ảnh thùng hàng|ảnh vỏ thùng|"
                "ảnh thùng ngoài|ảnh kiện hàng|ảnh vỏ hộp|ảnh thùng thùng|ảnh bóc hàng|ảnh hộp|"
                "video khui hàng|ảnh khui|chụp thùng hộp|chụp thùng|ảnh thùng hộp|"
                "ảnh vỏ thùng hàng|外箱照片|包装照片|开箱照片"
            ),
            "resolution": (
                "refund exchange|refund or exchange|buyer resolution|customer resolution|"
                "what we did|solution|how resolved|handling|resolved by|xử lý khách|"
                "hoàn tiền đổi hàng|hoàn đổi|ảnh thức đền bù khách|hướng xử lý cho khách|"
                "đã xử lý cho khách|xử lý cho khách|xử lý với khách|cách xử lý cho khách|"
                "đền khách|phương án xử lý|đền bù khách|giải quyết|giải quyết cho khách|"
                "ảnh thức xử lý|kết quả xử lý|hoàn tiền hay đổi|cách giải quyết|"
                "phương án giải quyết với khách|solution for customer|đã hoàn đổi chưa|"
                "phương án với khách|đã đền khách chưa|giải quyết với khách|客户处理|处理方案|"
                "售后处理|退换处理|退款 换货"
            ),
            "cost": (
                "loss|loss vnd|money lost|cost of defect|damage cost|refund amount|amount lost|"
                "số tiền mất|tiền thiệt hại|tiền mất|mất bao nhiêu|tiền đền|tiền bù|chi phí mất|"
                "số tiền thiệt hại|tổn thất|tiền lỗ|phí xử lý|chi phí lỗi|tiền đền khách|"
                "chi phí đền|mất tiền|số tiền đền|thiệt hại vnd|mất bao nhiêu tiền|"
                "tiền thiệt hại vnd|thiệt hại bao nhiêu|损失|损失金额|赔偿金额|成本损失"
            ),
            "claim": (
                "supplier claim status|claim state|factory claim|claim to supplier|"
                "claim with factory|claimed from supplier|khiếu nại xưởng|nhà cung cấp đền chưa|"
                "tình trạng đòi đền nhà cung cấp|đòi xưởng|đòi xưởng chưa|xưởng đền chưa|"
                "đòi đền nhà cung cấp|tình trạng khiếu nại|đã đòi nhà cung cấp chưa|"
                "tình trạng khiếu nại nhà cung cấp|trạng thái đòi nhà cung cấp|"
                "nhà cung cấp xử lý|bồi thường nhà cung cấp|nhà cung cấp bồi thường|"
                "làm việc nhà cung cấp|đòi bồi thường|trạng thái claim|tình trạng claim|"
                "claim nhà cung cấp|claim xưởng|khiếu nại xưởng chưa|đền bù nhà cung cấp|"
                "nhà cung cấp đền bù|status claim xưởng|xử lý với nhà cung cấp|"
                "đền bù của nhà cung cấp|đòi bồi thường nhà cung cấp|nhà cung cấp đã đền chưa|"
                "đã claim xưởng chưa|đòi đền|索赔情况|工厂索赔|供应商索赔|赔付状态|索赔进度"
            ),
            "origin": (
                "root cause|caused by|whose fault|root cause factory shipping|cause|"
                "defect source|responsible|responsible party|lỗi từ đâu|do ai|lỗi của ai|"
                "lỗi do ai|do khâu|nguyên nhân do|nguồn lỗi|do xưởng vận chuyển|nguyên nhân từ|"
                "trách nhiệm|lỗi bên|lỗi từ khâu|nguyên nhân từ đâu|bên gây lỗi|hỏng do đâu|"
                "hư do đâu|do đâu|lỗi do xưởng hay vận chuyển|nguyên nhân lỗi xưởng vận chuyển|"
                "nguyên nhân xưởng vận chuyển|nguyên nhân do ai|do xưởng hay vận chuyển|责任方|"
                "原因归属|问题来源|责任"
            ),
        },
        "receiving": {
            "received_on": (
                "date in|stock in date|arrived on|arrived|date arrived|goods in date|"
                "day received|ngày hàng về kho|nhận ngày|ngày về kho|ngày nhập hàng|"
                "ngày nhận kho|hàng về|ngày tới kho|về kho ngày|về ngày|ngày kiểm|ngày nhận về|"
                "ngày hàng đến|ngày đến|ngày hàng tới kho|ngày về vn|ngày tới|ngày hàng tới|"
                "ngày về đến kho|到仓日期|收货时间|入仓日期|到货时间|收到日期"
            ),
            "units": (
                "rcvd số lượng|số lượng in|actual số lượng|units in|pcs received|"
                "actual received|số lượng về|số lượng nhận về|số lượng thực tế|"
                "nhận bao nhiêu cái|tổng số lượng nhận|tổng nhận|số cái nhận|số lượng nhập kho|"
                "nhận được|về bao nhiêu|số lượng hàng về|tổng số lượng|số lượng nhận thực tế|"
                "nhận thực tế|số lượng thực nhập|số lượng thực tế nhận|thực nhập|nhận cái|"
                "实收数量|实收|收到数量|实际数量|到货数|收货数"
            ),
            "ordered_on": (
                "placed on|order placed|po date|ngày order|ngày mua|ngày lên đơn|đặt ngày|"
                "ngày đặt mua|ngày đặt xưởng|ngày đặt nhà cung cấp|order ngày|下单时间|订货日期"
            ),
            "units_ordered": (
                "ordered số lượng|ordered units|po số lượng|pcs ordered|số lượng order|"
                "đặt bao nhiêu|số cái đặt|số lượng đã đặt|số lượng mua|tổng số lượng đặt|"
                "số lượng theo đơn|订货数量|订单数量|下单数"
            ),
            "cartons": (
                "total thùng|number of thùng|thùng số lượng|boxes received|thùng count|"
                "tổng số thùng|số kiện hàng|tổng thùng|tổng kiện|tổng số kiện|mấy thùng|"
                "số thùng về|số thùng nhận|số lượng thùng|số thùng hàng|số bao thùng|总箱数|"
                "箱数量|件 箱 数|几箱"
            ),
            "cartons_opened": (
                "opened thùng|boxes opened|thùng open|no of thùng opened|boxes checked|"
                "kiện đã mở kiểm|mở kiểm mấy thùng|số thùng mở kiểm|số thùng mở ra kiểm|"
                "thùng mở|số thùng khui|thùng đã khui|số thùng đã kiểm|thùng kiểm|mở mấy thùng|"
                "thùng mở kiểm|số kiện mở|số kiện đã mở|khui mấy thùng|số thùng đã khui|"
                "số kiện kiểm|thùng đã kiểm|số thùng mở kiểm tra|số thùng kiểm tra|开箱数量|"
                "抽检箱|已开箱数|验货箱数"
            ),
            "units_checked": (
                "units inspected|inspected số lượng|pcs checked|no checked|số lượng inspected|"
                "number checked|pcs inspected|số lượng đã kiểm|kiểm bao nhiêu cái|số cái kiểm|"
                "kiểm mấy cái|số cái đã kiểm|số sản phẩm kiểm|số lượng qc|tổng kiểm|"
                "kiểm tra bao nhiêu|số lượng check|số lượng kiểm hàng|số lượng test|"
                "số lượng được kiểm|checked số lượng|số cái kiểm tra|抽检数|检查数|已检数量|"
                "验货数量"
            ),
            "qc_count": (
                "short count|số lượng short|missing số lượng|shortage|short số lượng|"
                "missing units|units missing|missing pcs|count short|đếm thiếu|thiếu bao nhiêu|"
                "số thiếu|thiếu hàng|số cái thiếu|thiếu mấy cái|số lượng giao thiếu|giao thiếu|"
                "thiếu số cái|thiếu|少数|短缺数|缺少数量|少发数量"
            ),
            "qc_colour": (
                "wrong color số lượng|wrong color pcs|color defects|color issue|off color|"
                "số sai màu|khác màu|số lượng sai màu|lỗi màu|nhầm màu|số cái sai màu|"
                "không đúng màu|giao sai màu|sai màu sắc|颜色错误|色差数|颜色不对"
            ),
            "qc_broken": (
                "breakage|broken số lượng|broken pcs|broken units|damaged số lượng|damaged pcs|"
                "hàng vỡ|số bể vỡ|số vỡ|số lượng vỡ|vỡ bể|bể|hỏng vỡ|số cái vỡ|hư hỏng|bể hỏng|"
                "hàng bể|vỡ nứt|bể nứt|gãy vỡ|vỡ gãy|bể hư|số lượng bể|hư bể|破损数量|破碎|损坏|"
                "坏的|破损件数"
            ),
            "qc_accessory": (
                "missing parts|missing accessory số lượng|accessories missing|parts missing|"
                "missing acc|số thiếu phụ kiện|số lượng thiếu phụ kiện|thiếu đồ kèm|"
                "thiếu linh kiện|thiếu phụ tùng|thiếu bộ phận|thiếu đồ phụ kiện|缺件|配件缺失|"
                "少配件数|缺配件数量|配件缺少"
            ),
            "qc_packaging": (
                "bad packaging|packaging issue|packaging defects|damaged packaging|box damaged|"
                "bad box|packaging bad|torn packaging|hỏng bao bì|hư bao bì|rách bao bì|móp hộp|"
                "hộp hỏng|lỗi bao bì|bao bì lỗi|hộp rách|số hộp móp|móp rách hộp|bao bì móp|"
                "bao bì không nguyên vẹn|hỏng hộp|vỏ hộp hỏng|móp méo hộp|hộp móp rách|rách hộp|"
                "hộp bể|bao bì móp rách|bao bì hư|số lượng rách hộp|số hộp rách|"
                "số lượng móp hộp|số lượng bao bì hỏng|包装坏|外包装破损|包装破|包装问题|"
                "包装破损数"
            ),
            "qc_other_type": (
                "other issues|other defects|other defect what|other problem|other issue|"
                "lỗi khác ghi rõ|lỗi khác là|tên lỗi khác|mô tả lỗi khác|loại lỗi khác ghi rõ|"
                "vấn đề khác|其他问题|其它不良|其他缺陷"
            ),
            "qc_other_units": (
                "other defects số lượng|other số lượng|other pcs|số lượng other|"
                "other defect count|other defective|số lượng khác|số lỗi khác|số cái lỗi khác|"
                "lỗi khác số lượng|其他数量|其它不良数"
            ),
            "qc_defective": (
                "total defects|total defective|defective pcs|defective units|total rejects|"
                "rejected|rejects|total ng|total defective at check|bad pcs|tổng số lượng lỗi|"
                "tổng lỗi|tổng số lỗi|lỗi bao nhiêu cái|tổng hàng lỗi|số hàng lỗi|"
                "tổng số hàng lỗi|số cái lỗi|tổng hỏng|tổng sản phẩm lỗi|tổng cộng lỗi|"
                "tổng số cái lỗi|số sản phẩm lỗi|tổng hư|defective số lượng|lỗi mấy cái|lỗi cái|"
                "不良总数|不良合计|次品总数|总不良数|不合格数"
            ),
            "qc_result": (
                "qc status|qc pass fail|inspection result|check result|pass or fail|conclusion|"
                "đánh giá qc|kết quả kiểm hàng|kết luận qc|đạt hay không|đạt không|qc đạt không|"
                "đạt ko đạt|trạng thái qc|tình trạng qc|kết quả kiểm tra|kết luận kiểm hàng|"
                "đạt chưa|đạt ko|质检结果|验货结果|是否合格|检查结果|合格 不合格"
            ),
            "checked_by": (
                "checker|checked by who|qc by|qc staff|who checked|staff|inspected by|ai kiểm|"
                "nhân viên kiểm|người kiểm hàng|nhân viên kiểm hàng|người qc|qc bởi|người check|"
                "kiểm bởi|bạn kiểm|nhân viên qc|người kiểm tra hàng|验货人|质检人|检验人员|"
                "检查员"
            ),
        },
        "reorder_plan": {
            "planned_on": (
                "plan date|order by|order on|date to order|when to order|reorder on|"
                "planned reorder date|planned ordering date|ngày đặt hàng|ngày dự định đặt|"
                "dự kiến ngày đặt|ngày sẽ đặt|ngày order|ngày cần đặt|đặt ngày|ngày định đặt|"
                "ngày nhập hàng lại|ngày lên đơn|khi nào đặt|bao giờ đặt|ngày dự tính đặt|"
                "ngày dự kiến order|ngày kế hoạch|ngày nhập lại|dự kiến đặt ngày|ngày dự kiến|"
                "ngày lên đơn dự kiến|ngày order dự kiến|预计下单日期|计划日期|计划下单|下单日期"
            ),
            "units": (
                "số lượng to order|units to order|pcs to order|how many|số lượng nhập thêm|"
                "số lượng cần đặt|số lượng nhập|đặt bao nhiêu|số lượng đặt hàng|"
                "số lượng cần nhập|số lượng nhập lại|số cái đặt|số lượng order|nhập bao nhiêu|"
                "số lượng muốn đặt|số lượng đặt dự kiến|cần nhập bao nhiêu|số lượng đặt thêm|"
                "cần đặt bao nhiêu|cần đặt thêm|下单数量|订购数量|采购数|返单数量|计划采购数量"
            ),
            "target_price": (
                "target|target cost|price target|wanted price|target unit price|desired price|"
                "giá muốn chốt|giá target|giá mục tiêu|giá mong đợi|giá đích|giá cần deal|"
                "giá muốn mua|giá kỳ vọng|giá deal|giá muốn|giá chốt|giá đàm phán|"
                "giá mong muốn tệ|目标价格|期望价|目标采购价"
            ),
            "stock": (
                "in stock|stock now|inventory|stock left|remaining stock|on hand stock|"
                "stock số lượng|tồn hiện tại|tồn kho hiện tại|còn tồn|hàng tồn|số lượng còn|"
                "còn bao nhiêu|tồn còn|kho còn|tồn thực tế|còn trong kho|hàng còn|tồn kho còn|"
                "số lượng tồn kho|tồn cái|当前库存|剩余库存|现库存|在库数量"
            ),
            "daily_sales": (
                "avg daily sales|average daily sales|sold per day|daily sold|avg sales day|"
                "sales day|sức bán|bán trung bình ngày|số lượng bán trung bình ngày|"
                "trung bình bán ngày|ngày bán được|bán ngày trung bình|số bán mỗi ngày|"
                "bán bình quân ngày|tốc độ bán|mỗi ngày bán|sức bán ngày|bán trung bình|"
                "trung bình ngày|bán được ngày|số lượng bán mỗi ngày|số bán ngày|lượt bán ngày|"
                "lượt bán|lượng bán ngày|lượng bán mỗi ngày|日均销售|每天销量|日销|平均日销"
            ),
            "expected_on": (
                "expected date|expected arrival date|arrive by|due in|expected in|arrival date|"
                "estimated arrival|bao giờ về|dự kiến về kho|ngày dự kiến về|"
                "ngày dự kiến hàng về|dự kiến hàng về|ngày hàng về|khi nào về|ngày về kho|"
                "dự kiến ngày về|hàng về dự kiến|ngày dự kiến nhận|dự kiến nhận|dự kiến tới|"
                "预计到达|预计到仓|到货日期|预计到货时间"
            ),
            "cartons": (
                "no of thùng|thùng số lượng|number of thùng|tổng thùng|số lượng thùng|mấy thùng|"
                "kiện|件数|总箱数"
            ),
            "status": (
                "state|order status|progress|plan status|tiến độ|tình trạng đơn|đặt chưa|"
                "trạng thái đơn|tình trạng đặt|đã đặt chưa|tình trạng đặt hàng|tiến độ đặt|"
                "tiến trình|进度|订单状态|下单状态"
            ),
            "owner": (
                "pic|person in charge|responsible|handled by|in charge|assigned to|by|ai đặt|"
                "nhân viên order|người đặt|nhân viên đặt|ai phụ trách|người lo|người order|"
                "nhân viên phụ trách|người chịu trách nhiệm|người làm|nhân viên đặt hàng|"
                "nhân viên mua hàng|người mua hàng|跟单|采购员|负责|经手人"
            ),
        },
        "supplier_talks": {
            "talked_on": (
                "contact date|date of talk|chat date|day|conversation date|date contacted|"
                "ngày làm việc|ngày nói chuyện|ngày nhắn|ngày nhắn tin|ngày chat|ngày liên hệ|"
                "thời gian|ngày gọi|ngày trao đổi với nhà cung cấp|"
                "ngày làm việc với nhà cung cấp|ngày phản ánh|ngày báo nhà cung cấp|沟通时间|"
                "联系日期|时间"
            ),
            "defect_type": (
                "issue|problem type|what defect|defect issue|quality issue|about|vấn đề|"
                "lỗi trao đổi|về lỗi|lỗi phản ánh|nội dung lỗi|về việc|lỗi cần xử lý|"
                "lỗi liên quan|问题|不良|质量问题|什么问题"
            ),
            "channel": (
                "how|contact channel|app|contact via|platform|kênh liên hệ|qua kênh|"
                "nhắn qua đâu|nhắn qua|liên hệ qua|qua đâu|nói qua|trao đổi qua|kênh chat|"
                "kênh nhắn|nhắn trên|app chat|chat qua|chat qua đâu|chat ở đâu|联系方式|"
                "沟通方式|聊天渠道"
            ),
            "asked": (
                "our request|request|requested|our ask|demand|what we want|we asked for|"
                "đề nghị của mình|mình yêu cầu|mình đòi|yêu cầu nhà cung cấp|yêu cầu của mình|"
                "đòi|đề nghị|mình đề nghị|yêu cầu xưởng|đề xuất|nội dung yêu cầu|mình nói|"
                "yêu cầu đền bù|yêu cầu của shop|我方要求|我们的要求|诉求|要求内容"
            ),
            "response": (
                "supplier reply|supplier response|factory reply|factory response|"
                "supplier answer|their answer|outcome|kết quả phản hồi|nhà cung cấp phản hồi|"
                "phản hồi của nhà cung cấp|trả lời của nhà cung cấp|xưởng nói|xưởng phản hồi|"
                "phản hồi xưởng|nhà cung cấp nói|xưởng trả lời|phản hồi nhà cung cấp|kết quả|"
                "nhà cung cấp rep|ý kiến nhà cung cấp|thái độ nhà cung cấp|kết quả trao đổi|"
                "phản hồi từ nhà cung cấp|nó trả lời|phản hồi của xưởng|trả lời của xưởng|"
                "họ trả lời|供应商回复|工厂回复|对方回复|厂家回复|答复"
            ),
            "agreed_units": (
                "replacement số lượng|free units|replacement pcs|compensated units|units agreed|"
                "pcs to replace|replacements agreed|replacement|số cái gửi bù|số lượng đền bù|"
                "số lượng gửi bù|số lượng đền|bù bao nhiêu cái|số cái bù|số lượng bù hàng|"
                "bù mấy cái|số lượng đổi bù|bù cái|số hàng bù|hàng bù|số lượng hàng bù|gửi bù|"
                "agreed replacement số lượng|số cái đền|đền mấy cái|赔偿数量|补货数量|补发件数"
            ),
            "agreed_discount": (
                "discount %|agreed price cut|price reduction|discount pct|discount agreed|"
                "price cut %|% giảm giá|giảm bao nhiêu %|tỷ lệ giảm|giảm %|% chiết khấu|"
                "chiết khấu|giảm giá đơn sau|mức giảm|đồng ý giảm|% được giảm|折扣|降价百分比|"
                "优惠比例|折扣%"
            ),
            "promised_change": (
                "promised improvement|promise|promised fix|commitment|improvement promised|"
                "what they promised|cam kết cải thiện|xưởng hứa sửa|hứa sửa|hứa cải thiện|hứa|"
                "nhà cung cấp hứa|nhà cung cấp cam kết|cam kết của nhà cung cấp|hứa hẹn|"
                "nội dung cam kết|xưởng hứa|hứa khắc phục|cam kết sửa|hứa đổi|cam kết khắc phục|"
                "xưởng hứa cải thiện|承诺|改进承诺|承诺改善|答应的改变"
            ),
            "change_seen": (
                "improved in next batch|improved|improvement seen|change visible|"
                "fixed in next batch|did it change|actually changed|lô sau có sửa không|"
                "thực tế có cải thiện|có cải thiện không|đã cải thiện chưa|lô sau có đỡ không|"
                "thấy cải thiện|có sửa không|cải thiện chưa|lô sau tốt hơn không|"
                "đã thấy cải thiện|có thay đổi không|đã sửa chưa|có khá hơn không|có cải thiện|"
                "sửa thật chưa|đã thấy cải thiện chưa|đã thấy sửa chưa|thấy cải thiện chưa|"
                "是否改善|有改善吗|是否有改进|看到改变"
            ),
            "due_on": (
                "by when|respond by|target date|due by|reply by|hạn xử lý|hạn phản hồi|thời hạn|"
                "hạn cuối|hẹn ngày|ngày hẹn|hạn giải quyết|hạn hoàn thành|hạn đền bù|"
                "hẹn đến ngày|期限|最后期限|截止时间"
            ),
            "compensation": (
                "received|compensated|got compensation|compensation status|paid|comp received|"
                "đã nhận đền bù chưa|đã đền chưa|nhận đền bù|nhận bồi thường chưa|"
                "đã nhận bồi thường chưa|đã bù chưa|đã nhận bù chưa|đền bù chưa|đã nhận chưa|"
                "nhận được chưa|tình trạng đền bù|đã nhận hàng bù|đã nhận được đền bù|"
                "nhận bù chưa|đền chưa|bồi thường|nhận đền chưa|đã nhận đền chưa|已收到赔偿|"
                "赔偿到账|是否赔付|赔偿状态"
            ),
            "link": (
                "chat log|proof link|link to chat|screenshot|link đoạn chat|link tin nhắn|"
                "bằng chứng chat|link ảnh chat|ảnh chat|link trao đổi|link bằng chứng|"
                "bằng chứng|聊天链接|聊天记录"
            ),
        },
        "suppliers": {
            "supplier": (
                "factory name|supplier short name|vendor name|name|tên xưởng|xưởng trung quốc|"
                "shop trung quốc|tên|nhà cung cấp 1688|tên viết tắt|tên nhà cung cấp 1688|"
                "xưởng trung|nhà sản xuất|tên nguồn|供应商名称|厂家名称|名称"
            ),
            "name_zh": (
                "chinese shop name|name in chinese|zh name|tên trung quốc|tên trung|"
                "tên tiếng trung quốc|tên xưởng tiếng trung|tên gốc|tên tiếng hoa|tên hoa|"
                "tên chữ hán|中文名|公司名称"
            ),
            "shop_url": (
                "store url|store link|1688 url|website|supplier link|link gian hàng|"
                "link shop trung quốc|link shop 1688|link xưởng|link nhà cung cấp|link mua|"
                "link đặt hàng|link web|trang 1688|gian hàng 1688|店铺网址|网址"
            ),
            "agent": (
                "buying agent|middleman|purchasing agent|agent name|sourcing agent|"
                "order service|bên trung gian|người trung gian|đơn vị order hộ|đại lý mua hộ|"
                "bên order|bên mua hộ|bên order hộ|đơn vị mua hộ|đại lý order|bên nhập hộ|"
                "cty order|đơn vị vận chuyển order|người mua hộ|dịch vụ order|bên đặt hộ|"
                "đại lý đặt hàng|đơn vị trung gian|kho order|đại lý order hộ|đại lý đặt hộ|"
                "采购代理|代理商|中间商|代购公司"
            ),
            "agent_contact": (
                "agent phone|agent wechat|agent contact info|agent tel|agent zalo|"
                "sđt wechat trung gian|zalo wechat trung gian|liên hệ bên order|sđt bên order|"
                "sđt trung gian|liên hệ trung gian|zalo đại lý|wechat đại lý|sđt zalo đại lý|"
                "liên hệ bên mua hộ|zalo bên order|sđt zalo bên order|số liên hệ|sđt|"
                "代购联系方式|代理电话|联系方式|代理微信"
            ),
            "message_language": (
                "chat language|message in|lang|language for messages|msg language|"
                "ngôn ngữ nhắn tin|nhắn bằng tiếng|nhắn tiếng|nhắn bằng|tiếng nhắn tin|"
                "ngôn ngữ chat|chat bằng tiếng|ngôn ngữ liên hệ|tiếng|语言|聊天语言"
            ),
            "our_share": (
                "our share of output|share of output|our % of output|our share of factory|our %|"
                "mình chiếm % sản lượng xưởng|mình chiếm bao nhiêu %|mình chiếm %|"
                "% sản lượng của mình|tỷ lệ mình chiếm|tỷ trọng đơn của mình|% sản lượng|"
                "mình chiếm|tỷ trọng mình chiếm|% đơn của mình|% mình chiếm|"
                "our share of their sales|our share of sales|our share of their output|我方占比|"
                "占工厂比例|我们占比|我方占比%"
            ),
            "psi_by": (
                "pre shipment inspection by|psi|who inspects|inspector|inspection done by|"
                "pre shipment check by|psi done by|ai kiểm hàng trước khi gửi|"
                "kiểm hàng tại trung quốc bởi|ai kiểm tại trung quốc|bên kiểm|"
                "bên kiểm tại xưởng|ai kiểm hàng|kiểm trước khi gửi|ai qc trước khi gửi|"
                "kiểm hàng bởi|người kiểm hàng|ai kiểm hàng trung quốc|bên kiểm hàng trung quốc|"
                "ai kiểm trước khi xuất|ai kiểm hàng bên trung quốc|kiểm hàng trước khi gửi|"
                "bên kiểm hàng trước khi ship|ai kiểm trước khi ship|验货人|谁验货|出货前验货|"
                "验货公司"
            ),
            "psi_fee": (
                "psi cost|inspection cost|check fee|qc fee|pre shipment inspection fee|"
                "phí kiểm tại trung quốc|phí kiểm hàng trung quốc|phí qc|tiền kiểm hàng|"
                "chi phí kiểm hàng|phí kiểm định|phí kiểm đếm|phí kiểm trước khi gửi|验货费用|"
                "检验费"
            ),
            "status": (
                "state|cooperation|still working|supplier status|still using|còn hợp tác|"
                "đang hợp tác|còn hợp tác không|tình trạng hợp tác|trạng thái hợp tác|"
                "còn làm không|còn lấy hàng không|còn lấy hàng|còn mua không|đang dùng|"
                "còn nhập không|合作状态|是否合作"
            ),
        },
        "skus": {
            "name": (
                "product title|title|name vn|vietnamese name|tên gọi|tên tiếng việt|"
                "tên hàng hoá|tên món|tên mặt hàng|tên bán|tên sản phẩm vn|tên việt|"
                "tên hiển thị|tên hàng bán|产品名|商品名|越南名"
            ),
            "name_zh": (
                "zh name|name in chinese|name cn|cn name|tên trung quốc|tên trung|"
                "tên tiếng trung quốc|tên gốc trung quốc|tên tiếng hoa|tên hoa|tên gốc|"
                "tên chữ hán|中文品名|中文"
            ),
            "aliases": (
                "old code|old sku|previous code|old skus|former code|previous sku|mã hàng cũ|"
                "mã sản phẩm cũ|mã trước|các mã cũ|mã cũ khác|sku cũ|mã cũ nếu có|mã trước đây|"
                "mã gọi khác|tên mã khác|旧编码|旧款号|老货号|原货号|旧sku"
            ),
            "fragile": (
                "breakable|is fragile|hàng dễ bể|dễ bể|dễ vỡ không|dễ bể vỡ|dễ vỡ x|"
                "có dễ vỡ không|hàng mỏng manh|是否易碎|是否易碎品"
            ),
            "landed": (
                "landed price|cost vnd|total cost|cost landed|cost to warehouse|giá vốn vnd|"
                "giá về tay|giá vốn về kho|giá về|giá vốn về vn|giá nhập vnd|giá vốn về tay|"
                "giá thành|giá vốn đ|giá vốn vn|giá cost|giá vốn hàng về|giá vốn về kho vnd|"
                "giá vốn cuối|giá vốn hàng bán|到手成本|落地成本|到库成本|总成本|到岸价|到手价"
            ),
            "sale_price": (
                "price vnd|selling price vnd|our price|sell price|list price|giá bán ra|giá sàn|"
                "giá niêm yết|giá bán sàn|giá bán shopee|giá bán vnd|giá bán hiện tại|bán ra|"
                "giá bán k|giá lẻ|giá niêm yết sàn|销售价|零售价|卖价"
            ),
            "handling": (
                "handling cost defect|cost per defect|handling fee|handling cost per unit|"
                "defect handling cost|phí xử lý hàng lỗi|chi phí xử lý lỗi|"
                "chi phí xử lý hàng lỗi|phí xử lý lỗi|phí xử lý 1 lỗi|chi phí mỗi lỗi|"
                "chi phí lỗi|chi phí xử lý mỗi lỗi|phí đổi trả|phí xử lý 1 đơn lỗi|"
                "chi phí 1 lỗi|处理费|售后成本|每件处理费|单个不良处理费"
            ),
            "packing_spec": (
                "packing|packaging|packing requirement|packing method|packaging spec|quy cách|"
                "cách đóng gói|quy cách đóng|quy cách đóng hàng|yêu cầu đóng hàng|bao bì|"
                "tiêu chuẩn đóng gói|kiểu đóng gói|quy cách thùng|đóng thùng|"
                "quy cách đóng thùng|包装规格|包装方式|包装|规格"
            ),
            "listing_url": (
                "shopee link|product url|store link|listing page|link|url|product page|"
                "link shopee|link gian hàng|link bán hàng|link bán shopee|link sàn|link tiktok|"
                "link đang bán|link listing|link shopee tiktok|link sản phẩm trên shopee|"
                "link trên sàn|link mua|店铺链接|产品链接|链接|上架链接"
            ),
            "active": (
                "still selling|selling|on sale|in sale|còn bán không|còn kinh doanh|"
                "đang kinh doanh|đang bán không|tình trạng bán|còn bán hay không|trạng thái bán|"
                "是否在售|在卖|是否上架"
            ),
        },
        "reviews": {
            "reviewed_at": (
                "date of review|posted on|posted|review day|reviewed on|ngày khách đánh giá|"
                "ngày review|ngày nhận đánh giá|ngày cmt|ngày bình luận|ngày nhận xét|"
                "khách đánh giá ngày|ngày khách review|评论日期|评论时间"
            ),
            "rating": (
                "no of stars|number of stars|rating 1 5|star s|stars 1 5|mấy|số sao đánh giá|"
                "sao đánh giá|số sao 1 5|khách cho mấy|sao 1 5|几星|星数|评分 星|星"
            ),
            "text": (
                "review comment|what customer said|customer comment|customer feedback|"
                "what they wrote|customer review|khách viết|khách nói|nội dung review|"
                "lời đánh giá|nội dung khách viết|khách đánh giá|bình luận của khách|"
                "nhận xét của khách|khách bình luận|nội dung khách đánh giá|khách phản hồi|"
                "khách nhận xét|lời khách|nội dung phản hồi|客户评论|评价文字|顾客评价"
            ),
            "bucket": (
                "review type|type of review|kind of review|review category|loại đánh giá|"
                "nhóm đánh giá|nhóm lỗi|phân nhóm|loại review|nhóm vấn đề|loại phản ánh|"
                "nhóm nguyên nhân|loại vấn đề|phân loại review|评价类型|评价分类|问题分类"
            ),
            "action": (
                "done|what was done|handled|action done|steps taken|việc đã làm|cách giải quyết|"
                "giải quyết|hành động đã làm|xử lý của shop|shop đã làm|đã giải quyết|已处理|"
                "处理|采取措施"
            ),
            "reply": (
                "public reply|shop response|our public reply|reply text|what we replied|"
                "our response|câu trả lời của shop|shop phản hồi|trả lời công khai|"
                "phản hồi công khai|trả lời của shop|nội dung phản hồi của shop|shop rep|"
                "shop đã trả lời|rep của shop|nội dung rep|câu trả lời|phản hồi của mình|"
                "mình trả lời|trả lời khách|公开回复|店铺回复|我们的回复"
            ),
            "replied_on": (
                "date replied|replied|response date|replied at|reply on|ngày phản hồi|ngày rep|"
                "ngày shop trả lời|trả lời ngày|phản hồi ngày|rep ngày|ngày shop phản hồi|"
                "ngày đã trả lời|ngày trả lời khách|答复日期"
            ),
        },
    }
)
