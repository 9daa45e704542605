// DataSet, DataTable: expressions, relations, views, row states, XML.
using System;
using System.Data;
using System.IO;
using System.Linq;

internal static class Tables
{
    public static void Run(int size)
    {
        var table = new DataTable("items");
        table.Columns.Add("id", typeof(int));
        table.Columns.Add("name", typeof(string));
        table.Columns.Add("cost", typeof(double), "id * 1.5 + len(name)");
        for (int i = 0; i < 10 * size; i++) table.Rows.Add(i * 7 % 11, i % 6 == 5 ? DBNull.Value : "name" + i);
        foreach (DataRow row in table.Select("id > 3 and name like 'name%'", "id desc, name asc"))
            Console.Write(row["id"] + ":" + row["name"] + ":" + row["cost"] + " ");
        Console.WriteLine();
        Out.P("sum", table.Compute("sum(cost)", "id < 5").ToString());
        Out.P("nulls", table.Compute("count(id)", "name is null or isnull(name, 'x') in ('name1', 'name2')").ToString());
        var view = new DataView(table, "id = 3", "name", DataViewRowState.CurrentRows);
        Out.P("view", view.Count);
        table.AcceptChanges();
        table.Rows[0].Delete();
        table.Rows[1]["name"] = "renamed";
        foreach (DataRow row in table.GetChanges().Rows) Out.P("changed", row.RowState.ToString());
        Related(table);
        var reader = new DataTableReader(table);
        Out.P("reader", reader.Read() + " " + reader.GetFieldType(0) + " " + reader.GetOrdinal("cost"));
        Out.P("linq", table.AsEnumerable().Where(row => row.RowState != DataRowState.Deleted).Sum(row => row.Field<int>("id")));
    }

    static void Related(DataTable table)
    {
        var set = new DataSet("shop");
        set.Tables.Add(table);
        var kinds = set.Tables.Add("kinds");
        kinds.Columns.Add("key", typeof(int)).Unique = true;
        kinds.Columns.Add("count", typeof(int));
        for (int i = 0; i < 11; i++) kinds.Rows.Add(i, i);
        set.Relations.Add("kind of", kinds.Columns["key"], table.Columns["id"]);
        kinds.Columns["count"].Expression = "count(child.id)";
        var children = kinds.Rows.Cast<DataRow>().Select(row => row["count"] + "/" + row.GetChildRows("kind of").Length);
        Out.P("children", string.Join(",", children));
        try
        {
            table.Rows.Add(99, "no such kind");
        }
        catch (InvalidConstraintException e)
        {
            Out.P("error", e.Message);
        }
        var writer = new StringWriter();
        set.WriteXml(writer, XmlWriteMode.WriteSchema);
        Out.P("xml", writer.ToString());
        var back = new DataSet();
        back.ReadXml(new StringReader(writer.ToString()));
        Out.P("read", back.Tables["items"].Rows.Count + " " + back.Relations.Count);
    }
}
