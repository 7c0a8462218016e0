// Each parser, with its nth allocation refused for every n: it throws std::bad_alloc, or says that it failed, or
// answers what it always answers; never something else, and the next call knows nothing of it.
#include <gmock/gmock.h>

#include <new>
#include <optional>
#include <sstream>

#include "adapters/dns_answer.h"
#include "campaign/filing_check.h"
#include "campaign/receipt.h"
#include "config/csv.h"
#include "config/load.h"
#include "config/mistakes.h"
#include "config/source_file.h"
#include "config/yaml_tree.h"
#include "failing_memory.h"
#include "page/read_page.h"
#include "text/decode.h"
#include "text/host_name.h"
#include "web/head.h"
#include "web/http.h"
#include "web/message.h"

namespace sitewatch {
namespace {

constexpr const char* no_excuse = "there is no other answer";

/// One round with the nth allocation refused; answers whether there was an nth.
template <class Read, class Describe>
bool survives(std::int64_t nth, Shortage shortage, Read read, Describe describe, const std::string& expected,
              const std::string& excuse) {
  std::optional<decltype(read())> answer;
  bool has_failed = false;
  {
    const FailingMemory memory{nth, shortage};
    try {
      answer.emplace(read());
    } catch (const std::bad_alloc&) {
      answer.reset();
    }
    has_failed = memory.has_failed();
  }
  if (answer && (!has_failed || !describe(*answer).starts_with(excuse))) {
    EXPECT_EQ(describe(*answer), expected) << "allocation " << nth;
  }
  EXPECT_EQ(describe(read()), expected) << "after the failure of allocation " << nth;
  return has_failed;
}

/// `describe` makes a text of an answer; one that begins with `excuse` may be given instead of the right one.
template <class Read, class Describe>
void expect_survival(Read read, Describe describe, const std::string& excuse = no_excuse) {
  const std::string expected = describe(read());
  for (const Shortage shortage : {Shortage::one, Shortage::lasting}) {
    std::int64_t nth = 1;
    while (survives(nth, shortage, read, describe, expected, excuse) && !testing::Test::HasFailure()) ++nth;
    EXPECT_GT(nth, 1) << "nothing was allocated";
  }
}

std::string plainly(const std::string& text) {
  return text;
}

std::string described(const PageReading& reading) {
  std::ostringstream out;
  out << name(reading.state) << ' ' << reading.charset << ' ' << reading.title << ' ' << reading.items << ' '
      << reading.dated_items;
  if (reading.newest) out << ' ' << *reading.newest;
  for (const Item& each : reading.newest_items) out << '|' << each.title << ' ' << each.link;
  if (reading.evidence) out << '|' << reading.evidence->text << ' ' << reading.evidence->link;
  for (const std::string& each : reading.notes) out << '|' << each;
  return out.str();
}

/// "区政府 通知公告" in GB18030.
constexpr std::string_view gbk_words = "\xc7\xf8\xd5\xfe\xb8\xae \xcd\xa8\xd6\xaa\xb9\xab\xb8\xe6";

void expect_survival_of_page(const std::string& body, const std::string& type) {
  const auto read = [&] {
    return page::read_page({body, type, "http://www.qinghe.example/", date::year{2026} / 11 / 23});
  };
  ASSERT_EQ(read().state, PageState::dated);
  // `unparsed` moves nothing.
  expect_survival(read, described, "unparsed");
}

std::string list_page(std::string_view words) {
  std::string rows;
  for (const char* day : {"2026-11-20", "2026-11-13", "2026-11-06", "2026-10-30"})
    rows += "<li><a href=/" + std::string{day} + ".html>" + std::string{words} + "</a><span>" + day + "</span></li>";
  return "<title>" + std::string{words} + "</title><ul>" + rows + "</ul>";
}

TEST(Memory, IsMissedByThePageReader) {
  expect_survival_of_page(list_page("青禾区人民政府 通知公告"), "text/html; charset=utf-8");
  expect_survival_of_page(list_page(gbk_words), "text/html; charset=gb2312");
}

TEST(Memory, IsMissedByDecoding) {
  const std::string broken = std::string{gbk_words} + "\xff\xc7";
  for (const Encoding encoding : {Encoding::utf8, Encoding::gb18030, Encoding::big5})
    expect_survival([&] { return to_utf8(broken, encoding); }, plainly);
  expect_survival([&] { return decodes_strictly(gbk_words, Encoding::gb18030); },
                  [](bool strictly) { return std::string{strictly ? "strictly" : "not"}; });
}

TEST(Memory, IsMissedByWebAddresses) {
  const auto described_url = [](const Result<Url>& url) { return url ? url->text() : "error"; };
  for (const char* text :
       {"http://www.qinghe.example:8080/%E9%80%9A%E7%9F%A5?id=20261120000000000000001#top",
        "https://青禾区人民政府门户网站.example/通知公告/index.html", "http://[::ffff:127.0.0.1]/a/../b"})
    expect_survival([&] { return parse_url(text); }, described_url, "error");
  const Url base = *Url::parse("http://www.qinghe.example/a/b/c?d");
  for (const char* text : {"../x/./y?z=000000000000000000000000", "//青禾区人民政府门户网站.example/"})
    expect_survival([&] { return resolve_url(base, text); }, described_url, "error");
}

TEST(Memory, IsMissedByTables) {
  const std::string text =
      "编号,网站名称,首页网址\r\n1,\"区政府, \"\"门户\"\" 网站\",http://www.qinghe.example/\r\n2,\"open";
  const auto read = [&] {
    Mistakes mistakes;
    std::string fields;
    const SourceFile source{mistakes.file("inventory.csv"), text};
    read_csv(source, mistakes, [&](const std::vector<CsvField>& row) {
      for (const CsvField& each : row) fields += std::string{each.text} + '|';
    });
    for (const Mistake& each : mistakes.sorted()) fields += each.text();
    return fields;
  };
  expect_survival(read, plainly);
}

void append(const YamlNode& node, std::string& out) {
  out += node.key + '=' + node.text + '{';
  for (const YamlNode& each : node.children) append(each, out);
  out += '}';
}

TEST(Memory, IsMissedByYaml) {
  const std::string text =
      "office: {name: 青禾区人民政府办公室, mail: office@mail.example}\nprobe:\n  interval: 5m\n  at: [1, \"2\"]\n";
  const auto read = [&] {
    Mistakes mistakes;
    const SourceFile source{mistakes.file("sitewatch.yaml"), text};
    std::string all;
    if (const std::optional<YamlNode> tree = parse_yaml(source, mistakes)) append(*tree, all);
    for (const Mistake& each : mistakes.sorted()) all += "mistake: " + each.text();
    return all;
  };
  expect_survival(read, plainly, "mistake");
}

TEST(Memory, IsMissedByTheHeadOfARequest) {
  const std::string bytes =
      "POST /api/v1/reports?period=2026-11&note=%E9%80%9A%E7%9F%A5%E5%85%AC%E5%91%8A HTTP/1.1\r\nHost: localhost\r\n"
      "Authorization: Bearer 0123456789abcdef0123456789abcdef\r\nContent-Length: 5\r\n\r\nhello";
  const web::Limits limits;
  const auto read = [&] {
    const web::HeadScan scan = web::scan_head(bytes, limits);
    web::MessageReader reader{limits};
    web::Request request;
    const auto head = reader.feed_head(std::string_view{bytes}.substr(0, scan.length), request);
    if (head.refusal == 0) web::decode_target(request);
    const auto body = head.refusal == 0 ? reader.feed_body(std::string_view{bytes}.substr(scan.length)) : head;
    request.body = body.refusal == 0 ? reader.take_body() : "refused";
    return request;
  };
  const auto describe = [](const web::Request& request) {
    if (request.body == "refused") return std::string{"refused"};
    std::string text = request.path + request.body;
    for (const auto& [key, value] : request.query) text += '|' + key + '=' + value;
    for (const auto& [key, value] : request.headers) text += '|' + key + ':' + value;
    return text;
  };
  expect_survival(read, describe, "refused");
}

TEST(Memory, IsMissedByAnswersOfNameServers) {
  // site.example. is an alias of www.site.example., which has an address.
  std::vector<std::uint8_t> message{0, 1, 0x81, 0x80, 0, 1, 0, 2, 0, 0, 0, 0};
  const std::string question("\4site\7example\0\0\1\0\1", 18);
  const std::string alias("\xc0\x0c\0\5\0\1\0\0\0\0\0\6\3www\xc0\x0c", 18);
  const std::string address("\xc0\x2a\0\1\0\1\0\0\0\0\0\4\xc0\0\2\1", 16);
  for (const std::string& part : {question, alias, address}) message.insert(message.end(), part.begin(), part.end());
  const auto read = [&] { return read_dns_answer(message, "site.example", Family::ipv4); };
  ASSERT_EQ(read().outcome, DnsOutcome::addresses);
  const auto describe = [](const DnsAnswer& answer) {
    std::string text{name(answer.outcome)};
    for (const Address& each : answer.addresses) text += ' ' + each.text();
    return text;
  };
  // Both stay unknown.
  expect_survival(read, describe, "servfail");
}

TEST(Memory, IsMissedByFilings) {
  const Sponsor sponsor{.id = "S1", .name = "青禾区教育局"};
  const Site site{.id = "jiaoyu"};
  const Zone zone = Zone::utc();
  const campaign::FilingScope scope{&sponsor, {&site}, {2026, 11}, from_milliseconds(1'795'000'000'000), zone};
  const FilingRequest wrong{
      .sponsor = "S1", .period = "2026-13", .sites = {{.site = "other", .migration_percent = 140}}};
  const FilingRequest right{
      .sponsor = "S1", .period = "2026-10", .sites = {{.site = "jiaoyu", .migration_percent = 40}}, .channel = "api"};
  const auto describe = [](const std::vector<FilingRefusal::Fault>& faults) {
    std::string text;
    for (const FilingRefusal::Fault& each : faults) text.append(each.field).append(": ").append(name(each.reason));
    return text;
  };
  for (const FilingRequest& request : {wrong, right})
    expect_survival([&] { return campaign::check_filing(request, scope); }, describe);
}

TEST(Memory, IsMissedByReceipts) {
  const auto read = [] {
    const std::string number = campaign::receipt_number({2026, 11}, 1'234'567'890);
    const auto parts = campaign::read_receipt(number);
    return number + (parts && parts->number == 1'234'567'890 ? " valid" : " not valid");
  };
  expect_survival(read, plainly);
}

}  // namespace
}  // namespace sitewatch
