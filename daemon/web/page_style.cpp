#include "web/page_style.h"

#include <openssl/evp.h>

#include "web/settings.h"

namespace sitewatch::web {

namespace {

constexpr std::string_view style = R"css(
:root{--ground:#f4f6f9;--sheet:#fff;--ink:#1b2430;--soft:#5b6775;--line:#dde3ea;--accent:#1f4f8f;
--red:#b3261e;--red-bg:#fdecea;--amber:#8a5a00;--amber-bg:#fdf3dc;--green:#1a6b3c;--green-bg:#e6f4ec;--grey:#57606a;--grey-bg:#eceff3}
@media screen and (prefers-color-scheme:dark){:root{--ground:#12161c;--sheet:#1a2028;--ink:#e4e9f0;--soft:#98a4b3;--line:#2c3541;--accent:#8ab4f0;
--red:#f2998f;--red-bg:#3a1d1b;--amber:#e6bd6a;--amber-bg:#352a14;--green:#85cfa3;--green-bg:#17301f;--grey:#a7b1bd;--grey-bg:#29313b}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:1240px;padding:0 24px 32px;background:var(--ground);color:var(--ink);
font:15px/1.65 "Noto Sans CJK SC","Noto Sans SC","Source Han Sans SC","PingFang SC","Microsoft YaHei",system-ui,sans-serif;
font-variant-numeric:tabular-nums}
a{color:var(--accent);text-decoration:none}
a:hover,a:focus-visible{text-decoration:underline}
header{display:flex;flex-wrap:wrap;align-items:baseline;gap:4px 20px;padding:26px 0 16px;border-bottom:2px solid var(--accent)}
h1{margin:0;font-size:24px;line-height:1.3;font-weight:600;letter-spacing:.02em}
h2{margin:34px 0 10px;font-size:17px;line-height:1.4;font-weight:600}
header p{margin:0;color:var(--soft)}
header .own{margin-left:auto;display:flex;flex-wrap:wrap;gap:6px 16px}
.light::before{content:"";display:inline-block;width:9px;height:9px;margin-right:6px;border-radius:50%;background:var(--green)}
.light.bad{color:var(--red);font-weight:600}.light.bad::before{background:var(--red)}
.light.wait{color:var(--amber)}.light.wait::before{background:var(--amber)}
.tiles{display:grid;grid-template-columns:minmax(300px,2fr) repeat(4,minmax(120px,1fr));gap:12px;margin-top:20px}
.tile{display:block;padding:14px 18px 12px;background:var(--sheet);border:1px solid var(--line);border-radius:6px;color:var(--ink)}
a.tile:hover,a.tile:focus-visible{border-color:var(--accent);text-decoration:none}
.tile span{display:block;color:var(--soft);font-size:14px}
.tile b{display:block;margin-top:2px;font-size:30px;line-height:1.3;font-weight:600}
.tile.red b{color:var(--red)}.tile.amber b{color:var(--amber)}.tile.grey b{color:var(--grey)}
.tile.zero b{color:var(--soft);font-weight:400}
.duty{display:flex;gap:28px;margin-top:2px}
.duty a{color:var(--ink);white-space:nowrap}
.duty i{font-style:normal;color:var(--soft);font-size:14px}
.duty b{display:inline;margin-left:6px;font-size:24px}
.duty .open b{color:var(--amber)}
.sheet{background:var(--sheet);border:1px solid var(--line);border-radius:6px;overflow-x:auto}
table{width:100%;border-collapse:collapse}
th,td{padding:9px 14px;text-align:left;vertical-align:top;border-top:1px solid var(--line)}
thead th{border-top:0;color:var(--soft);font-size:13px;font-weight:500;white-space:nowrap}
tbody tr:first-child td{border-top:1px solid var(--line)}
td small{display:block;color:var(--soft);font-size:13px;line-height:1.45;overflow-wrap:anywhere}
td.name small{min-width:19em}
td.when,td.number{white-space:nowrap}
.badge{display:inline-block;padding:0 9px;border-radius:10px;font-size:13px;line-height:1.7;white-space:nowrap}
.badge.up{background:var(--green-bg);color:var(--green)}.badge.down{background:var(--red-bg);color:var(--red)}
.badge.unknown{background:var(--grey-bg);color:var(--grey)}.badge.warn{background:var(--amber-bg);color:var(--amber)}
.filters{display:flex;flex-wrap:wrap;gap:6px 8px;margin:0 0 10px;padding:0;list-style:none}
.filters a{display:block;padding:1px 12px;border:1px solid var(--line);border-radius:14px;background:var(--sheet);font-size:14px}
.filters a[aria-current]{border-color:var(--accent);background:var(--accent);color:var(--sheet)}
.empty{margin:0;padding:16px 18px;color:var(--soft)}
.pages{display:flex;gap:20px;margin:12px 2px 0}
.bar{display:flex;flex-wrap:wrap;align-items:baseline;justify-content:space-between;gap:0 20px;margin:34px 0 10px}
.bar h2{margin:0}
.exports{display:flex;gap:8px;margin:0}
.exports a{display:block;padding:1px 14px;border:1px solid var(--line);border-radius:4px;background:var(--sheet);font-size:14px}
.exports a:hover{border-color:var(--accent);text-decoration:none}
.none{color:var(--soft)}
.printed h1{margin:22px 0 8px;text-align:center}
.printed .above,.printed .below{margin:0 0 3px;color:var(--soft);font-size:13px}
.printed table{margin:10px 0;background:var(--sheet);font-size:13px;line-height:1.45}
.printed thead th{color:var(--ink);font-weight:600}.printed th:first-child{white-space:nowrap}
.printed th,.printed td{padding:4px 7px;border:1px solid var(--line)}
.printed{overflow-x:auto}.printed th+th{white-space:normal}.printed td.number{text-align:right}
.coming{margin:14px 2px 0;color:var(--soft)}
dl{display:grid;grid-template-columns:max-content 1fr;margin:0;padding:6px 18px}
dt,dd{margin:0;padding:7px 0;border-top:1px solid var(--line)}
dt{padding-right:28px;color:var(--soft)}
dl>dt:first-of-type,dl>dd:first-of-type{border-top:0}
dd{overflow-wrap:anywhere}
dd ul{margin:0;padding-left:1.2em}
.note{margin:8px 2px 0;color:var(--soft);font-size:13px}
footer{margin-top:36px;padding-top:12px;border-top:1px solid var(--line);color:var(--soft);font-size:13px}
@media (max-width:1000px){.tiles{grid-template-columns:repeat(4,1fr)}.tile.wide{grid-column:1/-1}}
@media (max-width:640px){
body{padding:0 14px 24px}
header{padding:18px 0 12px}header .own{margin-left:0}
h1{font-size:21px}h2{margin-top:26px}
.tiles{grid-template-columns:repeat(2,1fr);gap:10px}
.tile{padding:10px 14px}.tile b{font-size:26px}.duty{gap:18px}.duty b{font-size:21px}
thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
tr,td{display:block}
tbody tr{padding:10px 0;border-top:1px solid var(--line)}
tbody tr:first-child{border-top:0}
td,tbody tr:first-child td{padding:2px 14px;border:0}
td[data-label]{display:flex;align-items:baseline;gap:12px}
td[data-label]::before{content:attr(data-label);flex:0 0 7em;color:var(--soft);font-size:14px}
td.name::before{display:none}td.name a{font-weight:600}
td:empty{display:none}
dl{display:block;padding:6px 14px}dt{padding-bottom:0}dd{padding-top:0;border-top:0}
}
@media print{
:root{--ground:#fff;--sheet:#fff;--ink:#000;--soft:#444;--line:#999;--accent:#000}
body{max-width:none;padding:0;font-size:10.5pt}
.filters,.pages,.back,.exports{display:none}
.printed h1{margin-top:0;font-size:16pt}.printed .above,.printed .below{color:#000;font-size:9pt}.printed table{font-size:9pt;line-height:1.35}.printed th,.printed td{padding:2pt 4pt}
.sheet,.tile{border-radius:0;overflow:visible}
tr{break-inside:avoid}thead{display:table-header-group}
@page{size:A4 landscape;margin:14mm}
}
)css";

}  // namespace

std::string_view page_style() {
  static const std::string whole = std::string{style} + std::string{form_style()};
  return whole;
}

const std::string& page_style_hash() {
  static const std::string hash = [] {
    const Sha256 digest = sha256_of(page_style());
    unsigned char encoded[64];
    const int size = EVP_EncodeBlock(encoded, digest.data(), static_cast<int>(digest.size()));
    return "sha256-" + std::string(reinterpret_cast<const char*>(encoded), static_cast<std::size_t>(size));
  }();
  return hash;
}

}  // namespace sitewatch::web
