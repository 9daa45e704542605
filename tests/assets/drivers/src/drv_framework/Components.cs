// Type descriptors and converters, lists that can be bound, attributes of validation, other processes.
using System;
using System.Collections.Generic;
using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Diagnostics;
using System.Drawing;
using System.Linq;

internal static class Components
{
    sealed class Form
    {
        [Required, StringLength(5)] public string Name { get; set; }
        [Range(1, 9)] public int Count { get; set; }
        [EmailAddress] public string Mail { get; set; }
        [RegularExpression("[a-z]+"), DefaultValue("abc"), Description("letters")] public string Code { get; set; } = "X1";
    }

    public static void Run(int size)
    {
        foreach (PropertyDescriptor property in TypeDescriptor.GetProperties(typeof(Person)).Sort())
            Out.P(property.Name, property.PropertyType.Name + " " + property.Converter.GetType().Name + " " + property.IsReadOnly);
        PropertyDescriptor code = TypeDescriptor.GetProperties(typeof(Form))["Code"];
        var form = new Form { Name = "too long", Count = 0, Mail = "nobody" };
        Out.P("described", code.Description + " " + code.CanResetValue(form));
        code.ResetValue(form);
        Out.P("reset", form.Code);
        var results = new List<ValidationResult>();
        Out.P("valid", Validator.TryValidateObject(form, new ValidationContext(form), results, true));
        foreach (ValidationResult result in results) Out.P(string.Join(",", result.MemberNames), result.ErrorMessage);
        Convert<Guid>("00000001-0002-0003-0000-000000000000");
        Convert<Rank>("High");
        Convert<TimeSpan>("1.02:03:04");
        Convert<Color>("10, 20, 30");
        Convert<Rectangle>("1, 2, 3, 4");
        Convert<Version>("1.2.3");
        Convert<decimal?>("");
        Convert<int>("twelve");
        var list = new BindingList<int>();
        list.ListChanged += (_, e) => Console.Write(e.ListChangedType + " ");
        for (int i = 0; i < size; i++) list.Add(i);
        list[0] = 2;
        list.RemoveAt(0);
        Console.WriteLine(list.Count);
    }

    static void Convert<T>(string text)
    {
        TypeConverter converter = TypeDescriptor.GetConverter(typeof(T));
        try
        {
            object value = converter.ConvertFromInvariantString(text);
            Out.P(typeof(T).Name, converter.ConvertToInvariantString(value) + " " + converter.GetType().Name);
        }
        catch (ArgumentException e)
        {
            Out.P(typeof(T).Name, e.Message);
        }
    }

    public static void Start(int size)
    {
        for (int i = 0; i < size; i++)
        {
            var info = new ProcessStartInfo("/bin/sh") { RedirectStandardOutput = true, RedirectStandardInput = true };
            info.ArgumentList.Add("-c");
            info.ArgumentList.Add("read line; echo \"$line $GREETING\"; exit $1");
            info.ArgumentList.Add("sh");
            info.ArgumentList.Add((i + 3).ToString());
            info.Environment["GREETING"] = "there";
            using Process process = Process.Start(info);
            process.StandardInput.WriteLine("hi");
            string reply = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            Out.P("process", process.ExitCode + " " + reply.Trim());
        }
        try
        {
            Process.Start("/no/such/program");
        }
        catch (Win32Exception e)
        {
            Out.P("error", e.NativeErrorCode);
        }
    }
}
