#include "page/month_names.h"

#include <algorithm>
#include <array>

#include "page/ascii_case.h"
#include "text/decode.h"

namespace sitewatch::page {
namespace {

struct MonthName {
  std::string_view name;
  int month;
};

/// In small letters, sorted by bytes.
constexpr std::array<MonthName, 402> names{
    {{"abr", 4},          {"abril", 4},      {"ago", 8},        {"agost", 8},        {"agosto", 8},
     {"agu", 8},          {"agustus", 8},    {"aout", 8},       {"août", 8},         {"apr", 4},
     {"april", 4},        {"aprila", 4},     {"aprile", 4},     {"aprilie", 4},      {"aprill", 4},
     {"apríla", 4},       {"aprīlis", 4},    {"ara", 12},       {"aralık", 12},      {"aug", 8},
     {"august", 8},       {"augusta", 8},    {"augusti", 8},    {"augusts", 8},      {"augustus", 8},
     {"augusztus", 8},    {"avgusta", 8},    {"avr", 4},        {"avril", 4},        {"ağu", 8},
     {"ağustos", 8},      {"balandžio", 4},  {"birželio", 6},   {"březen", 3},       {"března", 3},
     {"cze", 6},          {"czerwca", 6},    {"czerwiec", 6},   {"dec", 12},         {"december", 12},
     {"decembra", 12},    {"decembre", 12},  {"decembrie", 12}, {"decembris", 12},   {"des", 12},
     {"desember", 12},    {"desembre", 12},  {"detsember", 12}, {"dez", 12},         {"dezember", 12},
     {"dezembro", 12},    {"dic", 12},       {"dicembre", 12},  {"diciembre", 12},   {"duben", 4},
     {"dubna", 4},        {"déc", 12},       {"décembre", 12},  {"eki", 10},         {"ekim", 10},
     {"elokuu", 8},       {"elokuuta", 8},   {"ene", 1},        {"enero", 1},        {"eyl", 9},
     {"eylül", 9},        {"feb", 2},        {"febbraio", 2},   {"feber", 2},        {"febrer", 2},
     {"febrero", 2},      {"februar", 2},    {"februari", 2},   {"februarie", 2},    {"februarja", 2},
     {"february", 2},     {"február", 2},    {"februára", 2},   {"februāris", 2},    {"fev", 2},
     {"fevereiro", 2},    {"fevrier", 2},    {"fév", 2},        {"févr", 2},         {"février", 2},
     {"gegužės", 5},      {"gen", 1},        {"gener", 1},      {"gennaio", 1},      {"giu", 6},
     {"giugno", 6},       {"gru", 12},       {"grudnia", 12},   {"grudzień", 12},    {"gruodžio", 12},
     {"haz", 6},          {"haziran", 6},    {"heinäkuu", 7},   {"heinäkuuta", 7},   {"helmikuu", 2},
     {"helmikuuta", 2},   {"huhtikuu", 4},   {"huhtikuuta", 4}, {"ianuarie", 1},     {"iulie", 7},
     {"iunie", 6},        {"jaanuar", 1},    {"jan", 1},        {"janeiro", 1},      {"januar", 1},
     {"januari", 1},      {"januarja", 1},   {"january", 1},    {"január", 1},       {"januára", 1},
     {"janv", 1},         {"janvier", 1},    {"janvāris", 1},   {"joulukuu", 12},    {"joulukuuta", 12},
     {"juil", 7},         {"juillet", 7},    {"juin", 6},       {"jul", 7},          {"julho", 7},
     {"juli", 7},         {"julija", 7},     {"julio", 7},      {"juliol", 7},       {"july", 7},
     {"jun", 6},          {"june", 6},       {"junho", 6},      {"juni", 6},         {"junija", 6},
     {"junio", 6},        {"juny", 6},       {"juuli", 7},      {"juuni", 6},        {"jän", 1},
     {"jänner", 1},       {"júl", 7},        {"júla", 7},       {"július", 7},       {"jún", 6},
     {"júna", 6},         {"június", 6},     {"jūlijs", 7},     {"jūnijs", 6},       {"kas", 11},
     {"kasım", 11},       {"kesäkuu", 6},    {"kesäkuuta", 6},  {"kolovoza", 8},     {"kovo", 3},
     {"květen", 5},       {"května", 5},     {"kwi", 4},        {"kwiecień", 4},     {"kwietnia", 4},
     {"lapkričio", 11},   {"leden", 1},      {"ledna", 1},      {"liepos", 7},       {"lip", 7},
     {"lipca", 7},        {"lipiec", 7},     {"lipnja", 6},     {"lis", 11},         {"listopad", 11},
     {"listopada", 11},   {"listopadu", 11}, {"lokakuu", 10},   {"lokakuuta", 10},   {"lug", 7},
     {"luglio", 7},       {"lut", 2},        {"lutego", 2},     {"luty", 2},         {"maaliskuu", 3},
     {"maaliskuuta", 3},  {"maart", 3},      {"mag", 5},        {"maggio", 5},       {"mai", 5},
     {"maig", 5},         {"maijs", 5},      {"maio", 5},       {"maj", 5},          {"maja", 5},
     {"mar", 3},          {"marca", 3},      {"march", 3},      {"maret", 3},        {"marraskuu", 11},
     {"marraskuuta", 11}, {"mars", 3},       {"mart", 3},       {"martie", 3},       {"marts", 3},
     {"marzec", 3},       {"marzo", 3},      {"març", 3},       {"março", 3},        {"may", 5},
     {"mayo", 5},         {"mayıs", 5},      {"mei", 5},        {"mrt", 3},          {"mrz", 3},
     {"máj", 5},          {"mája", 5},       {"május", 5},      {"márc", 3},         {"március", 3},
     {"mär", 3},          {"märts", 3},      {"märz", 3},       {"nis", 4},          {"nisan", 4},
     {"noiembrie", 11},   {"nov", 11},       {"november", 11},  {"novembra", 11},    {"novembre", 11},
     {"novembris", 11},   {"novembro", 11},  {"noviembre", 11}, {"oca", 1},          {"ocak", 1},
     {"oct", 10},         {"october", 10},   {"octobre", 10},   {"octombrie", 10},   {"octubre", 10},
     {"okt", 10},         {"oktober", 10},   {"oktobra", 10},   {"oktobris", 10},    {"oktoober", 10},
     {"október", 10},     {"októbra", 10},   {"ott", 10},       {"ottobre", 10},     {"out", 10},
     {"outubro", 10},     {"ožujka", 3},     {"paź", 10},       {"październik", 10}, {"października", 10},
     {"prosinca", 12},    {"prosince", 12},  {"prosinec", 12},  {"rugpjūčio", 8},    {"rugsėjo", 9},
     {"rujna", 9},        {"sausio", 1},     {"sep", 9},        {"sept", 9},         {"september", 9},
     {"septembra", 9},    {"septembre", 9},  {"septembrie", 9}, {"septembris", 9},   {"septiembre", 9},
     {"set", 9},          {"setembre", 9},   {"setembro", 9},   {"setiembre", 9},    {"settembre", 9},
     {"sie", 8},          {"sierpień", 8},   {"sierpnia", 8},   {"siječnja", 1},     {"spalio", 10},
     {"srpen", 8},        {"srpna", 8},      {"srpnja", 7},     {"studenoga", 11},   {"sty", 1},
     {"styczeń", 1},      {"stycznia", 1},   {"svibnja", 5},    {"syyskuu", 9},      {"syyskuuta", 9},
     {"szept", 9},        {"szeptember", 9}, {"tammikuu", 1},   {"tammikuuta", 1},   {"tem", 7},
     {"temmuz", 7},       {"toukokuu", 5},   {"toukokuuta", 5}, {"travnja", 4},      {"vasario", 2},
     {"veebruar", 2},     {"veljače", 2},    {"wrz", 9},        {"wrzesień", 9},     {"września", 9},
     {"září", 9},         {"ápr", 4},        {"április", 4},    {"únor", 2},         {"února", 2},
     {"červen", 6},       {"července", 7},   {"červenec", 7},   {"června", 6},       {"říjen", 10},
     {"října", 10},       {"şub", 2},        {"şubat", 2},      {"απριλίου", 4},     {"αυγούστου", 8},
     {"δεκεμβρίου", 12},  {"ιανουαρίου", 1}, {"ιουλίου", 7},    {"ιουνίου", 6},      {"μαΐου", 5},
     {"μαρτίου", 3},      {"νοεμβρίου", 11}, {"οκτωβρίου", 10}, {"σεπτεμβρίου", 9},  {"φεβρουαρίου", 2},
     {"авг", 8},          {"август", 8},     {"августа", 8},    {"апр", 4},          {"апрель", 4},
     {"апреля", 4},       {"април", 4},      {"березня", 3},    {"вересня", 9},      {"грудня", 12},
     {"дек", 12},         {"декабрь", 12},   {"декабря", 12},   {"декември", 12},    {"децембар", 12},
     {"жовтня", 10},      {"июл", 7},        {"июль", 7},       {"июля", 7},         {"июн", 6},
     {"июнь", 6},         {"июня", 6},       {"квітня", 4},     {"липня", 7},        {"листопада", 11},
     {"лютого", 2},       {"май", 5},        {"мар", 3},        {"март", 3},         {"марта", 3},
     {"мая", 5},          {"мај", 5},        {"новембар", 11},  {"ноември", 11},     {"ноя", 11},
     {"ноябрь", 11},      {"ноября", 11},    {"окт", 10},       {"октобар", 10},     {"октомври", 10},
     {"октябрь", 10},     {"октября", 10},   {"сен", 9},        {"сентябрь", 9},     {"сентября", 9},
     {"септембар", 9},    {"септември", 9},  {"серпня", 8},     {"січня", 1},        {"травня", 5},
     {"фебруар", 2},      {"фев", 2},        {"февраль", 2},    {"февраля", 2},      {"февруари", 2},
     {"червня", 6},       {"юли", 7},        {"юни", 6},        {"янв", 1},          {"январь", 1},
     {"января", 1},       {"януари", 1},     {"јануар", 1},     {"јул", 7},          {"јун", 6},
     {"أبريل", 4},        {"أغسطس", 8},      {"أكتوبر", 10},    {"ديسمبر", 12},      {"سبتمبر", 9},
     {"فبراير", 2},       {"مارس", 3},       {"مايو", 5},       {"نوفمبر", 11},      {"يناير", 1},
     {"يوليو", 7},        {"يونيو", 6}}};

constexpr std::size_t longest_name = 24;

/// Where the names that begin with a byte begin in the table.
constexpr std::array<std::uint16_t, 257> first_names = [] {
  std::array<std::uint16_t, 257> first{};
  for (std::size_t byte = 0, at = 0; byte <= 256; ++byte) {
    while (at < names.size() && static_cast<unsigned char>(names[at].name.front()) < byte) ++at;
    first[byte] = static_cast<std::uint16_t>(at);
  }
  return first;
}();

char32_t small_letter(char32_t c) {
  if (c >= U'A' && c <= U'Z') return c + 32;
  if ((c >= U'\u00c0' && c <= U'\u00de') || (c >= U'\u0391' && c <= U'\u03a9') || (c >= U'\u0410' && c <= U'\u042f'))
    return c + 32;
  if (c >= U'\u0400' && c <= U'\u040f') return c + 80;
  const bool comes_in_pairs = c >= U'\u0100' && c <= U'\u017f';
  return comes_in_pairs && c % 2 == (c >= U'\u0139' && c <= U'\u0148' ? 1U : 0U) ? c + 1 : c;
}

}  // namespace

std::optional<int> month_named(std::string_view word) {
  if (word.size() < 3 || word.size() > longest_name) return std::nullopt;
  const bool is_ascii =
      std::none_of(word.begin(), word.end(), [](char c) { return static_cast<unsigned char>(c) >= 0x80; });
  std::string small{is_ascii ? word : std::string_view{}};
  std::transform(small.begin(), small.end(), small.begin(), lowered);
  if (!is_ascii)
    for (std::size_t at = 0; at < word.size();) append_utf8(small, small_letter(next_character(word, at)));
  const auto byte = static_cast<unsigned char>(small.front());
  const auto first = names.begin() + first_names[byte];
  const auto last = names.begin() + first_names[byte + 1U];
  const auto found = std::lower_bound(first, last, small,
                                      [](const MonthName& each, std::string_view name) { return each.name < name; });
  if (found == last || found->name != small) return std::nullopt;
  return found->month;
}

}  // namespace sitewatch::page
