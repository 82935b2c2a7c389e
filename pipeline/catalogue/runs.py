"""What ends a run, or hinders it: input, settings, tools, the cluster."""

from __future__ import annotations

from pipeline.catalogue.text import Text

RUNS = {
    # communes and settings
    "code_of_before": Text(
        "{code} là mã cũ của {unit}; nay thuộc {today}, mã {today_code}.",
        "{code} is the old code of {unit}, now in {today}, code {today_code}.",
    ),
    "code_unknown": Text(
        "Không có xã, phường nào mang mã «{code}». Mã gần giống: {near}.",
        "No commune has the code «{code}». Near codes: {near}.",
    ),
    "settings_faulty": Text(
        "commune.toml: {faults}. Sửa rồi chạy lại.", "commune.toml: {faults}. Correct it and run again."
    ),
    "at_line": Text("dòng {line:d}: {reason}", "line {line:d}: {reason}"),
    "setting_unknown": Text("không có mục này; các mục: {keys}", "there is no such entry; known are {keys}"),
    "setting_of_unit": Text(
        "{key}: cần mã một xã cũ của xã này: {units}",
        "{key}: a former unit of this commune is wanted: {units}",
    ),
    "setting_of_sheet": Text(
        "{key}: cần số tờ, số nguyên từ 1 đến {last:d}",
        "{key}: a sheet's number is wanted, whole, 1 to {last:d}",
    ),
    "setting_of_scan": Text(
        'cần [scan."maps/…"] với đường dẫn của một bản quét đang có, tính từ thư mục của xã',
        '[scan."maps/…"] is wanted, with the path of a scan that is there, below the commune\'s folder',
    ),
    "setting_of_scan_again": Text(
        "bản quét này đã có ở dòng {first:d}, chỉ khác cách mã hóa dấu (Unicode): gộp hai mục làm một",
        "line {first:d} names this scan too, with accents encoded otherwise (Unicode): make one of both",
    ),
    "setting_of_scans_alike": Text(
        "tên này hợp với {count:d} bản quét, chỉ khác nhau ở cách mã hóa dấu (Unicode): đổi tên một bản",
        "this name fits {count:d} scans that differ in how accents are encoded (Unicode) alone: rename one",
    ),
    "setting_of_zone": Text(
        "{key}: cần mã EPSG một múi VN-2000: {zones}",
        "{key}: the EPSG code of a VN-2000 zone is wanted: {zones}",
    ),
    "zone_of_scan": Text(
        "zone chỉ dùng cho bản đồ số trong vectors/; bản quét cần điểm khống chế trong control/",
        "zone is for digital maps in vectors/; a scan is placed by points in control/",
    ),
    "not_toml": Text("không đúng cú pháp TOML", "it is no valid TOML"),
    "not_utf8": Text("không phải UTF-8; hãy lưu lại dạng UTF-8", "it is not UTF-8; save it as UTF-8"),
    "not_vn2000": Text(
        "EPSG:{epsg:d} không phải múi 3° của VN-2000. Bản đồ HN-72 hay tự do cần điểm khống chế.",
        "EPSG:{epsg:d} is not a 3-degree zone of VN-2000. Place HN-72 or local maps by control points.",
    ),
    # input and output
    "no_folder": Text("Không có thư mục {folder}.", "There is no folder {folder}."),
    "no_commune_folder": Text(
        "Không có thư mục {folder}. Đặt bản quét vào {folder}/maps và {folder}/records.",
        "There is no folder {folder}. Put scans into {folder}/maps and {folder}/records.",
    ),
    "no_scans": Text(
        "Không có bản quét nào trong {folder}/maps hoặc {folder}/records (cần: {suffixes}).",
        "There is no scan in {folder}/maps or {folder}/records (wanted: {suffixes}).",
    ),
    "nothing_reached": Text(
        "Không đọc được bản quét nào trong {folder}: {count:d} mục không truy cập được. "
        "Kiểm tra quyền đọc và kết nối ổ đĩa rồi chạy lại.",
        "No scan in {folder} can be read: {count:d} entries cannot be reached. "
        "Check permissions and the drive, then run again.",
    ),
    "folder_not_reached": Text(
        "Không truy cập được {folder}: {reason}. Kiểm tra quyền đọc và kết nối ổ đĩa rồi chạy lại.",
        "{folder} cannot be reached: {reason}. Check permissions and the drive, then run again.",
    ),
    "folder_is_link": Text(
        "{folder} là liên kết nên không dùng được. Chép chính thư mục vào đó.",
        "{folder} is a link, which is not followed. Copy the folder itself to there.",
    ),
    "folder_is_file": Text("{folder} không phải là thư mục.", "{folder} is no folder."),
    "folders_not_apart": Text(
        "Thư mục bản quét {data_raw} và thư mục kết quả {data_out} trùng hoặc nằm trong nhau; chưa làm gì. "
        "Đặt DATA_RAW và DATA_OUT ở hai nơi riêng.",
        "The folders of scans {data_raw} and of deliveries {data_out} are one or lie in each other; "
        "nothing was done. Put DATA_RAW and DATA_OUT into separate places.",
    ),
    "journal_not_written": Text(
        "Không ghi được nhật ký {path}: {reason}. Kiểm tra quyền ghi và dung lượng đĩa rồi chạy lại.",
        "The journal {path} cannot be written: {reason}. Check permissions and free space, then run again.",
    ),
    "journal_not_read": Text(
        "Không đọc được nhật ký {path}: {reason}. Kiểm tra quyền đọc và kết nối ổ đĩa rồi chạy lại.",
        "The journal {path} cannot be read: {reason}. Check permissions and the drive, then run again.",
    ),
    "held_open": Text(
        "{path} đang mở trong chương trình khác (có tệp {side}). Đóng trong QGIS rồi chạy lại.",
        "{path} is open in another program ({side} is there). Close it there, then run again.",
    ),
    "work_folder_not_ours": Text(
        "{folder} (kết quả trung gian) thuộc người dùng khác hoặc người khác ghi được. Xóa thư mục đó, hoặc "
        "đặt DATA_OUT trên ổ giữ quyền tệp, rồi chạy lại.",
        "{folder} (stage results) is another user's or can be written by others. Delete it, or put DATA_OUT "
        "on a drive that keeps permissions, then run again.",
    ),
    "switch_journal_damaged": Text(
        "{journal} hỏng. Xóa tệp này rồi chạy lại: mọi tệp được làm mới, tệp đã sửa được giữ ở kept/.",
        "{journal} is damaged. Remove it and run again: all files are made anew, changed ones are kept.",
    ),
    "result_taken_away": Text(
        "Kết quả trung gian trong {folder} bị xóa hoặc hỏng trong khi chạy; không ghi gì thêm. Chạy lại.",
        "Stage results in {folder} were removed or damaged meanwhile; nothing more is written. Run again.",
    ),
    # a delivery that would be less than the one before
    "delivery_would_shrink": Text(
        "Chưa giao bản mới: tệp đã dùng cho bản trước nay thiếu hoặc không đọc được ({files}), nên sẽ mất "
        "{losses}. Bản trước còn nguyên. Danh sách tệp: {list}. Khắc phục rồi chạy lại; nếu đúng là muốn bỏ "
        "các tệp đó: ALLOW_SHRINK=1 (--allow-shrink).",
        "Not handed over: files of the delivery before are missing or cannot be read ({files}), which would "
        "cost {losses}. That delivery is untouched. The files are listed in {list}. Mend this and run again; "
        "if they are to be left out: ALLOW_SHRINK=1 (--allow-shrink).",
    ),
    "files_lost": Text("{count} tệp trong {place}: {reason}", "{count} in {place}: {reason}"),
    "lost_sheets_placed": Text("{count} tờ đã định vị", "{count} placed sheets"),
    "lost_parcels": Text("{count} thửa", "{count} parcels"),
    "lost_parcels_accepted": Text("{count} thửa đã chấp nhận", "{count} accepted parcels"),
    "lost_rows": Text("{count} dòng sổ", "{count} register rows"),
    "lost_rows_accepted": Text("{count} dòng sổ đã chấp nhận", "{count} accepted register rows"),
    # locks
    "lock_taken_away": Text(
        "{folder} đã bị xóa hoặc thay trong khi chạy; không ghi gì thêm. Chạy lại.",
        "{folder} was removed or replaced meanwhile; nothing more is written. Run again.",
    ),
    "another_run_writes": Text(
        "Một lần chạy khác đang ghi {folder}. Đợi nó xong rồi chạy lại.",
        "Another run is writing {folder}. Wait until it ends, then run again.",
    ),
    "no_file_locks": Text(
        "Ổ đĩa của {folder} không khóa được tệp ({reason}). Đặt DATA_OUT trên ổ của máy này.",
        "The drive of {folder} has no file locks ({reason}). Put DATA_OUT on a local drive.",
    ),
    # hand-in
    "nothing_delivered": Text(
        "Xã {commune} chưa có kết quả của phiên bản này. Chạy: make commune={commune}, rồi chạy lại.",
        "This version has delivered nothing of commune {commune}. Run: make commune={commune}, then again.",
    ),
    "nothing_to_hand_in": Text(
        "Xã {commune} không có thửa nào như vậy; chưa làm gì.",
        "Commune {commune} has no such parcel; nothing was made.",
    ),
    "no_such_parcels": Text(
        "Không rõ «{parcels}»: hãy ghi tờ/thửa như 12/45, cách nhau bằng dấu cách.",
        "«{parcels}» is not understood: give sheet/parcel such as 12/45, with blanks between them.",
    ),
    "handed_in": Text("Hồ sơ bàn giao: {folder}", "What is handed in: {folder}"),
    "hand_in_outdated": Text(
        "Hồ sơ bàn giao ở {folder} đã được người sửa nên giữ nguyên; nó lập từ bản giao trước. Lập lại "
        "(tệp đã sửa được cất vào kept/): make handin commune={commune}",
        "The hand-in in {folder} was edited and stays; it is of the delivery before. To make it of this one "
        "(edited files go to kept/): make handin commune={commune}",
    ),
    # new numbers of sheets
    "renumbering_proposed": Text(
        "Đề xuất số tờ mới: {path}. Đây mới là đề xuất: kiểm tra, sửa, rồi đặt vào data_raw/{commune}/ "
        "với tên tham_chieu_to.xlsx; lần chạy sau sẽ dùng.",
        "Proposed numbers of sheets: {path}. Nothing is decided: check and correct it, then put it into "
        "data_raw/{commune}/ as tham_chieu_to.xlsx; the next run uses it.",
    ),
    "renumbering_not_proposed": Text(
        "Chưa đề xuất số tờ mới: {faults}.", "No new numbers of sheets are proposed: {faults}."
    ),
    "sheets_all_numbered": Text(
        "bảng tham_chieu_to của văn phòng đã đủ mọi tờ", "the office's table names every sheet already"
    ),
    "sheets_none": Text("hồ sơ chưa có tờ nào rõ xã cũ và số tờ", "no sheet's unit and number are known"),
    "sheets_without_number": Text(
        "{count:d} tờ chưa rõ xã cũ hoặc số tờ; duyệt các tờ đó trước (make review)",
        "unit or number of {count:d} sheets are not known; decide on them first (make review)",
    ),
    "sheet_lies_twice": Text(
        "tờ {sheet} của xã cũ {unit} nằm ở hai nơi; một trong hai là tờ khác",
        "sheet {sheet} of unit {unit} lies in two places; one of them is another sheet",
    ),
    "number_of_office": Text("giữ số của văn phòng", "the office's number"),
    "number_by_place": Text(
        "tỷ lệ 1:{scale:d}, hàng {row:d} từ bắc, tờ {place:d} từ tây (TT 25/2014 Điều 5(6))",
        "scale 1:{scale:d}, row {row:d} from the north, {place:d} from the west (Circ. 25/2014, Art. 5(6))",
    ),
    "number_without_place": Text(
        "chưa rõ vị trí hoặc tỷ lệ: xếp sau, theo xã cũ và số tờ cũ",
        "place or scale not known: last, by old commune and old number",
    ),
    # purge
    "purge_refuses_link": Text("Không xóa: {path} là liên kết.", "Nothing is removed: {path} is a link."),
    "purge_refuses_scans": Text(
        "Không xóa: bản quét nằm cùng chỗ: {path}.",
        "Nothing is removed: the scans lie in the same place: {path}.",
    ),
    "nothing_to_purge": Text("Không có {folder}; không có gì để xóa.", "{folder} is not there."),
    "purge_needs_yes": Text(
        "Chưa xóa gì. Sẽ xóa trong {folder}: {names} ({files} tệp, {megabytes:.1f} MB); giữ lại {left} tệp "
        "không phải do chương trình làm hoặc đã bị sửa. Để xóa: thêm yes=1 vào lệnh make (hoặc --yes).",
        "Nothing is removed without yes=1 (of make) or --yes. In {folder} would go: {names} ({files} files, "
        "{megabytes:.1f} MB); {left} files would stay that the program did not make or somebody changed.",
    ),
    "purged": Text(
        "Đã xóa trong {folder}: {names} ({files} tệp, {megabytes:.1f} MB); giữ lại {left} tệp.",
        "Removed in {folder}: {names} ({files} files, {megabytes:.1f} MB); {left} files stay.",
    ),
    "results_removed": Text("đã xóa kết quả", "the results were removed"),
    "not_removed_whole": Text(
        "Không xóa hết được {folder}: {reason}. Kiểm tra quyền ghi rồi chạy lại.",
        "{folder} was not removed whole: {reason}. Check permissions, then run again.",
    ),
    # messages of the command
    "stopped": Text("đã dừng theo yêu cầu", "stopped as asked"),
    "stopped_and_goes_on": Text("Đã dừng theo yêu cầu; chạy lại sẽ tiếp tục.", "Stopped; a new run goes on."),
    "failed_above": Text(
        "Chương trình gặp lỗi; gửi các dòng trên cho người bảo trì.",
        "The program failed; send the lines above to its maintainers.",
    ),
    "still_changing": Text("{commune}: đang chép tệp, đợi lần sau", "{commune}: files are still changing"),
    "scans_gone": Text(
        "Đã giao nhưng không còn tệp nào trong {folder}: {communes}",
        "Delivered, and no file of theirs lies in {folder} any more: {communes}",
    ),
    "all_scans_gone": Text(
        "Không còn tệp của xã nào trong {folder}, dù {count} xã đã giao. Kiểm tra ổ đĩa rồi chạy lại.",
        "No commune has files in {folder}, though {count} were delivered. Check the drive, then run again.",
    ),
    "no_folder_of_commune": Text(
        "{count} mục trong {folder} không phải thư mục của xã nào (tên thư mục là mã xã, 5 chữ số)",
        "{count} entries of {folder} are no folder of a commune (which is named by its five-digit code)",
    ),
    # tools
    "no_language_files": Text(
        "Không tìm thấy dữ liệu ngôn ngữ của Tesseract. Chạy: make setup",
        "Tesseract's language files were not found. Run: make setup",
    ),
    "language_missing": Text(
        "Tesseract thiếu ngôn ngữ «{language}». Cài: apt-get install tesseract-ocr-{language}",
        "Tesseract lacks «{language}». Install: apt-get install tesseract-ocr-{language}",
    ),
    "not_set_up": Text(
        "Chương trình chưa được cài đặt đầy đủ. Chạy: make setup",
        "The program was not set up. Run: make setup",
    ),
    "no_tesseract": Text(
        "Chưa cài Tesseract. Cài: apt-get install tesseract-ocr",
        "Tesseract is not installed. Install: apt-get install tesseract-ocr",
    ),
    "no_fonts": Text(
        "Thiếu phông chữ cho tệp PDF. Cài: apt-get install fonts-liberation2",
        "The fonts of PDF files are not installed. Install: apt-get install fonts-liberation2",
    ),
    "no_gdal": Text(
        "Chưa cài chương trình GDAL (ogr2ogr), cần để ghi DGN. Cài: apt-get install gdal-bin",
        "GDAL's programs (ogr2ogr) are not installed; DGN needs them. Install: apt-get install gdal-bin",
    ),
    # cluster
    "workers_not_started": Text(
        "Không khởi động được tiến trình xử lý: {reason}. Kiểm tra chỗ trống của thư mục tạm (TMPDIR).",
        "The workers cannot be started: {reason}. Check the free space of the temporary folder (TMPDIR).",
    ),
    "another_program": Text(
        "Tiến trình xử lý ({workers}) chạy phiên bản khác của chương trình, thư viện hoặc Tesseract. Cài "
        "cùng một phiên bản trên mọi máy, khởi động lại các tiến trình rồi chạy lại.",
        "Workers ({workers}) run another version of the program, its libraries or Tesseract. Install one "
        "version on all machines, start the workers anew, then run again.",
    ),
    "some_workers": Text("không rõ máy nào", "which is not known"),
    "no_scheduler": Text(
        "Không kết nối được bộ điều phối Dask «{scheduler}». Kiểm tra địa chỉ và các máy chạy.",
        "The Dask scheduler «{scheduler}» does not answer. Check the address and the workers.",
    ),
    "scheduler_lost": Text("Mất kết nối với bộ điều phối Dask.", "The Dask scheduler is lost."),
    "cluster_lost": Text(
        "Mất kết nối với bộ điều phối Dask hoặc không còn tiến trình xử lý nào; chạy lại sẽ tiếp tục.",
        "The Dask scheduler or all its workers are lost; a new run goes on.",
    ),
    "worker_died_twice": Text(
        "Tiến trình xử lý dừng đột ngột hai lần ở bước chung của xã; có thể thiếu bộ nhớ. Chạy lại với "
        "WORKERS=1 hoặc trên máy có nhiều bộ nhớ hơn.",
        "A worker died twice at a step of the whole commune, perhaps for want of memory. Run again with "
        "WORKERS=1 or on a machine with more memory.",
    ),
    "program_failed": Text(
        "Chương trình gặp lỗi ({fault}); gửi dòng này cho người bảo trì.",
        "The program failed ({fault}); send this line to its maintainers.",
    ),
    "kind_of_error": Text("{kind}", "{kind}"),
}
