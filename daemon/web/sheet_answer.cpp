#include "web/sheet_answer.h"

#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "text/sheet_text.h"
#include "web/page_parts.h"

namespace sitewatch::web {
namespace {

class PrintedSheet : public BodySource {
 public:
  PrintedSheet(Sheet sheet, std::shared_ptr<const Served> served, std::string links)
      : sheet_(std::move(sheet)), served_(std::move(served)), links_(std::move(links)) {}

  Task<bool> next(std::string& out) override {
    const PageWords words{served_->catalogue};
    if (row_ == 0)
      out += page_head(words, esc(sheet_.title), 0) + "<main class=\"printed\">\n<p class=\"back\">" + links_ + "　" +
             words("print_how") + "</p>\n" + html_before_rows(sheet_);
    const std::size_t end = std::min(row_ + rows_a_slice, sheet_.rows.size());
    for (; row_ < end; ++row_) out += html_row(sheet_, sheet_.rows[row_]);
    if (row_ < sheet_.rows.size()) co_return true;
    out += html_after_rows(sheet_) + "</main>\n</body>\n</html>\n";
    co_return false;
  }

 private:
  Sheet sheet_;
  std::shared_ptr<const Served> served_;  // See Call.
  std::string links_;
  std::size_t row_ = 0;
};

/// Both names: browsers take the second, and the first where they cannot.
std::string attachment(const SheetFile& file, SheetFormat format) {
  const std::string ending = "-" + shown(file.day) + "." + std::string{name(format)};
  return "attachment; filename=\"" + file.ascii + ending + "\"; filename*=UTF-8''" +
         percent_escaped(file.name + ending);
}

}  // namespace

Task<void> next_turn(const Ports& ports) {
  co_await boost::asio::post(ports.loop.get_executor(), boost::asio::use_awaitable);
}

Response printed(Sheet sheet, std::shared_ptr<const Served> served, std::string links) {
  Response response;
  response.type = media_type(SheetFormat::html);
  response.page = true;
  response.source = std::make_unique<PrintedSheet>(std::move(sheet), std::move(served), std::move(links));
  return response;
}

Task<Response> written(const Call& call, Sheet sheet, SheetFormat format, SheetFile file) {
  Result<std::string> bytes = co_await call.ports.sheets.write(std::move(sheet), format);
  if (!bytes) co_return Response::text(503, bytes.error().message + "\n");
  Response response;
  response.type = media_type(format);
  if (format == SheetFormat::csv || format == SheetFormat::xlsx)
    response.headers.emplace_back("Content-Disposition", attachment(file, format));
  response.body = std::move(*bytes);
  co_return response;
}

}  // namespace sitewatch::web
