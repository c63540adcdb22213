"""Files in the shapes that shops export go in with the options that the page on importing names, and without any other help."""

from pathlib import Path

import pytest

from tests.cli.conftest import Command, headless, shop

__all__ = ["headless", "shop"]

EXPORTS: dict[str, tuple[str, tuple[str, ...], int]] = {
    "shopify orders": (
        "Name,Email,Financial Status,Paid at,Total,Created at,Lineitem quantity,Lineitem name,Lineitem price,Lineitem sku\n"
        "#1001,ann@example.com,paid,2011-05-01 10:16:00 +0200,39.80,2011-05-01 10:15:00 +0200,2,Tea,19.90,tea-1\n"
        "#1001,Ann@Example.com,,,,2011-05-01 10:15:00 +0200,1,Cup,20.00,cup-4\n",
        ("orders", "--create-members", "--member-by", "email", "order=Name", "member=Email", "time=Created at",
         "sku=Lineitem sku", "name=Lineitem name", "quantity=Lineitem quantity", "price=Lineitem price"), 0,
    ),
    "shopify customers": (
        "First Name,Last Name,Email,Accepts Email Marketing,Phone\nAnn,Li,ann@example.com,yes,+44 20 7946 0958\n",
        ("members", "email=Email", "phone=Phone", "name=First Name"), 0,
    ),
    "woocommerce orders": (
        "Order ID,Order Date,Customer User ID,SKU,Quantity,Item Total\n"
        "77,2011-05-01 10:15,12,tea-1,2,39.80\n78,2011-05-01 11:15,0,tea-1,2,39.80\n",
        ("orders", "--create-members", "order=Order ID", "member=Customer User ID", "time=Order Date", "sku=SKU",
         "quantity=Quantity", "amount=Item Total"), 1,
    ),
    "woocommerce customers": (
        "Customer ID,Name,Email,Sign Up\n12,Ann Li,ann@example.com,2011-05-01\n",
        ("members", "externalId=Customer ID", "name=Name", "email=Email", "joined=Sign Up"), 0,
    ),
    "odoo orders": (
        "Order Reference,Customer/Reference,Order Date,Order Lines/Product/Internal Reference,Order Lines/Quantity,"
        "Order Lines/Unit Price\nS00001,C1,2011-05-01 10:15:00,tea-1,2.0,19.9\n,,,cup-4,1.0,20.0\n",
        ("orders", "--create-members", "--fill-down", "--time-zone", "UTC", "order=Order Reference",
         "member=Customer/Reference", "time=Order Date", "sku=Order Lines/Product/Internal Reference",
         "quantity=Order Lines/Quantity", "price=Order Lines/Unit Price"), 0,
    ),
    "odoo contacts": (
        "Reference,Name,Phone,Email\nC1,Ann Li,+44 20 7946 0958,ann@example.com\nC2,Ben,,\n",
        ("members", "externalId=Reference", "name=Name", "phone=Phone", "email=Email"), 0,
    ),
    "square items": (
        "Date,Time,Category,Item,Qty,SKU,Net Sales,Transaction ID,Customer ID\n"
        '05/01/11,10:15:00,Tea,Green tea,2.0,tea-1,"$1,039.80",T1,CUST1\n',
        ("orders", "--create-members", "--decimal", ".", "--date-format", "%m/%d/%y %H:%M:%S", "order=Transaction ID",
         "member=Customer ID", "time=Date", "hour=Time", "sku=SKU", "name=Item", "quantity=Qty", "amount=Net Sales"), 0,
    ),
    "a german spreadsheet": (
        "Bestellung;Kunde;Datum;Betrag\n1;K-1;01.05.2011;1.299,50 €\n",
        ("orders", "--create-members", "--delimiter", ";", "--decimal", ",", "--date-format", "%d.%m.%Y",
         "order=Bestellung", "member=Kunde", "time=Datum", "amount=Betrag"), 0,
    ),
    "a chinese spreadsheet": (
        "卡号,姓名,生日\n8801,李明,1992年7月3日\n",
        ("members", "--encoding", "gb18030", "--date-format", "%Y年%m月%d日", "number=卡号", "name=姓名", "birthday=生日"), 0,
    ),
    "shopify orders with notes and marked phones": (
        "Name,Email,Total,Created at,Lineitem quantity,Lineitem name,Lineitem price,Lineitem sku,Billing Phone,Notes\n"
        "#2001,li@example.com,88.00,2011-05-02 09:00:00 +0800,1,Tea,58.00,GT-100,'+8613800138000,\"Leave at\nthe door, please\"\n"
        "#2001,li@example.com,,2011-05-02 09:00:00 +0800,3,Cup,10.00,CUP,,\n"
        "#2002,,20.00,2011-05-03 10:00:00 +0800,2,Cup,10.00,CUP,,\n",
        ("orders", "--create-members", "--member-by", "email", "order=Name", "member=Email", "time=Created at",
         "sku=Lineitem sku", "name=Lineitem name", "quantity=Lineitem quantity", "price=Lineitem price"), 1,
    ),
    "woocommerce orders by phone": (
        '"Order Number","Order Date","Phone (Billing)","Item Name","SKU","Quantity","Item Cost"\n'
        '"3001","2011-05-02 09:15","+86 138 0013 8000","Tea","GT-100","2","58.00"\n'
        '"3001","2011-05-02 09:15","+86 138-0013-8000","Cup","CUP","1","12.00"\n',
        ("orders", "--create-members", "--member-by", "phone", "order=Order Number", "member=Phone (Billing)",
         "time=Order Date", "sku=SKU", "quantity=Quantity", "price=Item Cost"), 0,
    ),
    "odoo orders by e-mail": (
        '"Order Reference","Order Date","Customer/Email","Order Lines/Product","Order Lines/Quantity","Order Lines/Unit Price"\n'
        '"S00011","2011-05-02 01:15:00","li@example.com","[GT-100] Green tea","2.00","58.00"\n'
        '"","","","[CUP] Cup","1.00","12.00"\n',
        ("orders", "--create-members", "--fill-down", "--time-zone", "UTC", "--member-by", "email", "order=Order Reference",
         "member=Customer/Email", "time=Order Date", "sku=Order Lines/Product", "quantity=Order Lines/Quantity",
         "price=Order Lines/Unit Price"), 0,
    ),
    "square items with refunds and guests": (
        "Date,Time,Item,Qty,SKU,Discounts,Net Sales,Transaction ID,Event Type,Customer ID\n"
        "2011-05-02,09:15:22,Tea,1.0,GT-100,-¥5.00,¥53.00,kLm1,Payment,CQ1\n"
        "2011-05-03,10:00:00,Cup,-1.0,CUP,¥0.00,-¥12.00,kLm2,Refund,CQ1\n"
        "2011-05-03,11:00:00,Cup,1.0,CUP,¥0.00,¥12.00,kLm3,Payment,\n",
        ("orders", "--create-members", "--decimal", ".", "order=Transaction ID", "member=Customer ID", "time=Date",
         "hour=Time", "sku=SKU", "name=Item", "quantity=Qty", "amount=Net Sales"), 1,
    ),
    "a chinese spreadsheet with a sum and blank lines": (
        '会员卡号,姓名,手机号,生日,注册时间\r\n"0088001",李明,138 0013 8000,1992-7-3,2009/5/1 9:05\r\n'
        '"0088002",王芳,１３９００１３９０００,1988-12-20,2010/11/30 18:30\r\n合计,,,,\r\n,,,,\r\n',
        ("members", "--encoding", "gb18030", "--date-format", "%Y-%m-%d", "--date-format", "%Y/%m/%d %H:%M", "number=会员卡号",
         "name=姓名", "phone=手机号", "birthday=生日", "joined=注册时间"), 1,
    ),
    "unicode text": (
        "Card\tName\n007\tAnn\n",
        ("members", "--encoding", "utf-16", "--delimiter", "tab", "number=Card", "name=Name"), 0,
    ),
}  # fmt: skip
SAVED = {
    "a chinese spreadsheet": "gb18030",
    "a chinese spreadsheet with a sum and blank lines": "gb18030",
    "unicode text": "utf-16",
}


@pytest.mark.parametrize("name", EXPORTS)
def test_an_export_goes_in(shop: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.chdir(tmp_path)
    text, (kind, *options), code = EXPORTS[name]
    (tmp_path / "export.csv").write_bytes(text.encode(SAVED.get(name, "utf-8")))
    fields = [part for option in options if "=" in option for part in ("--map", option)]
    rest = [option for option in options if "=" not in option]

    dry = shop("import", kind, "export.csv", "--merchant", "shop", *rest, *fields, "--dry-run", "--json")
    run = shop("import", kind, "export.csv", "--merchant", "shop", *rest, *fields, "--json")

    assert (code, code) == (dry.code, run.code), run.out + run.err
    done = "orders" if kind == "orders" else "imported"
    assert run.json[done] == dry.json[done] > 0
    assert 0 == shop("verify", "--merchant", "shop").code
