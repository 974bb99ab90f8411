using System.Collections;
using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using MarketGateway.Core.Conflation;

namespace MarketGateway.Hosting;

/// <summary>What the value of one setting must look like, in words.</summary>
internal static class SettingValue
{
    /// <summary>Says what would be right when a text is not a value of the property's type; null when it is.</summary>
    public static string? WhatIsWrong(string? text, PropertyInfo property)
    {
        var type = TypeOf(property);
        if (type == typeof(IReadOnlyList<string>) && !string.IsNullOrEmpty(text))
        {
            return $"a list, each entry a setting of its own: {property.Name}:0, {property.Name}:1, ...";
        }

        if (type.Name is "IDictionary`2" or "IReadOnlyDictionary`2" && !string.IsNullOrEmpty(text))
        {
            return $"a map, each entry a setting of its own: {property.Name}:NAME";
        }

        if (string.IsNullOrEmpty(text) || type == typeof(string) || typeof(IEnumerable).IsAssignableFrom(type))
        {
            return null;
        }

        try
        {
            TypeDescriptor.GetConverter(type).ConvertFromString(null, CultureInfo.InvariantCulture, text);
            return type.IsEnum && !Enum.IsDefined(type, Enum.Parse(type, text, ignoreCase: true)) ? Describe(property) : null;
        }
        catch (Exception exception) when (exception is FormatException or ArgumentException or OverflowException
            or InvalidOperationException)
        {
            return Describe(property);
        }
    }

    /// <summary>Describes what is right: the type and, where there is one, the range.</summary>
    public static string Describe(PropertyInfo property)
    {
        var type = TypeOf(property);
        var noun = type.IsEnum ? $"one of {string.Join(", ", Enum.GetNames(type))}"
            : type == typeof(bool) ? "true or false"
            : type == typeof(TimeSpan) ? "a time as [days.]hours:minutes:seconds, for example 00:00:30"
            : type == typeof(double) ? "a number"
            : property.IsDefined(typeof(PowerOfTwoAttribute)) ? "a power of two"
            : "an integer";
        return property.GetCustomAttribute<RangeAttribute>() is { } range
            ? string.Create(CultureInfo.InvariantCulture, $"{noun} from {range.Minimum} to {range.Maximum}")
            : noun;
    }

    private static Type TypeOf(PropertyInfo property) =>
        Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
}
