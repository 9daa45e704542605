// Reads comma-separated values with quoting, guesses the type of every column and summarises it.
using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;

namespace TextStats;

public enum ColumnType { Empty, Integer, Real, Date, Text }

public sealed class Column
{
    public readonly string Name;
    public readonly Summary Numbers = new();
    public readonly Counter<string> Values = new(StringComparer.Ordinal, StringComparer.Ordinal);
    public int Missing { get; private set; }
    public ColumnType Type { get; private set; }

    public Column(string name) => Name = name;

    public void Add(string cell)
    {
        if (cell.Length == 0)
        {
            Missing++;
            return;
        }
        Values.Add(cell);
        ColumnType type = Guess(cell, out double number);
        if (type is ColumnType.Integer or ColumnType.Real) Numbers.Add(number);
        Type = Join(Type, type);
    }

    private static ColumnType Guess(string cell, out double number)
    {
        if (double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out number))
            return number == Math.Floor(number) && cell.IndexOf('.') < 0 ? ColumnType.Integer : ColumnType.Real;
        return DateTime.TryParseExact(cell, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _) ? ColumnType.Date : ColumnType.Text;
    }

    private static ColumnType Join(ColumnType a, ColumnType b)
    {
        if (a == b || a == ColumnType.Empty) return b;
        if ((a, b) is (ColumnType.Integer, ColumnType.Real) or (ColumnType.Real, ColumnType.Integer)) return ColumnType.Real;
        return ColumnType.Text;
    }
}

public sealed class CsvTable
{
    public readonly List<Column> Columns = new();
    public int Rows { get; private set; }

    public static CsvTable Parse(string text)
    {
        var table = new CsvTable();
        foreach (List<string> record in Records(text))
        {
            if (table.Columns.Count == 0)
            {
                foreach (string name in record) table.Columns.Add(new Column(name.Trim()));
                continue;
            }
            table.Rows++;
            for (int i = 0; i < table.Columns.Count; i++) table.Columns[i].Add(i < record.Count ? record[i].Trim() : "");
        }
        return table;
    }

    private static IEnumerable<List<string>> Records(string text)
    {
        var record = new List<string>();
        var cell = new StringBuilder();
        bool quoted = false;
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (quoted)
            {
                if (c != '"') cell.Append(c);
                else if (i + 1 < text.Length && text[i + 1] == '"') { cell.Append('"'); i++; }
                else quoted = false;
            }
            else if (c == '"') quoted = true;
            else if (c == ',') Flush(record, cell);
            else if (c == '\n')
            {
                Flush(record, cell);
                if (record.Count > 1 || record[0].Length > 0) yield return record;
                record = new List<string>();
            }
            else if (c != '\r') cell.Append(c);
        }
        if (cell.Length > 0 || record.Count > 0)
        {
            Flush(record, cell);
            yield return record;
        }
    }

    private static void Flush(List<string> record, StringBuilder cell)
    {
        record.Add(cell.ToString());
        cell.Clear();
    }
}
