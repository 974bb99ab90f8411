using System.Collections;
using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Reflection;

namespace MarketGateway.Hosting;

/// <summary>
/// Reads a configuration section into options and says, for everything that is wrong, which setting it is, what value it
/// has and what would be right. A setting that does not exist is wrong too: it is a misspelt one.
/// </summary>
public static class Settings
{
    /// <summary>Reads one section.</summary>
    /// <exception cref="SettingsException">A setting is wrong; the message names each.</exception>
    public static T Read<T>(IConfiguration configuration, string section)
        where T : class, new()
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var faults = new List<string>();
        var root = configuration.GetSection(section);
        Check(root, typeof(T), faults);
        SettingsException.ThrowIfAny(faults);
        var options = root.Get<T>() ?? new T();
        CheckRanges(options, section, faults);
        SettingsException.ThrowIfAny(faults);
        return options;
    }

    /// <summary>Lists the settings of a section with their defaults, as they are written.</summary>
    internal static IEnumerable<(string Name, object? Value)> Defaults(Type type, string path)
    {
        var defaults = Activator.CreateInstance(type);
        return SettingsOf(type).SelectMany(property => IsNested(property.PropertyType)
            ? Defaults(property.PropertyType, $"{path}:{property.Name}")
            : [($"{path}:{property.Name}", property.GetValue(defaults))]);
    }

    /// <summary>Finds settings that do not exist, and values that cannot be read, before the binder stumbles over them.</summary>
    private static void Check(IConfigurationSection section, Type type, List<string> faults)
    {
        var properties = SettingsOf(type);
        var names = string.Join(", ", properties.Select(candidate => candidate.Name));
        if (!string.IsNullOrEmpty(section.Value))
        {
            faults.Add($"{section.Path} is '{section.Value}'; it is no setting itself, but has {names}.");
        }

        foreach (var child in section.GetChildren())
        {
            var property = Array.Find(properties, candidate => string.Equals(candidate.Name, child.Key, StringComparison.OrdinalIgnoreCase));
            if (property is null)
            {
                faults.Add($"{child.Path} is not a setting; {section.Path} has {names}.");
            }
            else if (IsFree(property.PropertyType))
            {
                continue;
            }
            else if (NestedValueOf(property.PropertyType) is { } value && string.IsNullOrEmpty(child.Value))
            {
                Array.ForEach([.. child.GetChildren()], entry => Check(entry, value, faults));
            }
            else if (IsNested(property.PropertyType))
            {
                Check(child, property.PropertyType, faults);
            }
            else if (SettingValue.WhatIsWrong(child.Value, property) is { } right)
            {
                faults.Add($"{child.Path} is '{child.Value}'; it must be {right}.");
            }
            else
            {
                RefuseBelow(child, IsCollection(property.PropertyType), faults);
            }
        }
    }

    /// <summary>Refuses names below a value; the entries of a list or map are values too.</summary>
    private static void RefuseBelow(IConfigurationSection value, bool isCollection, List<string> faults)
    {
        foreach (var child in value.GetChildren())
        {
            if (isCollection)
            {
                RefuseBelow(child, isCollection: false, faults);
            }
            else
            {
                faults.Add($"{child.Path} is not a setting; {value.Path} is one, and has nothing below it.");
            }
        }
    }

    private static void CheckRanges(object options, string path, List<string> faults)
    {
        foreach (var property in SettingsOf(options.GetType()))
        {
            var value = property.GetValue(options);
            var isValid = property.GetCustomAttributes<ValidationAttribute>().All(rule => rule.IsValid(value));
            if (!isValid)
            {
                faults.Add($"{path}:{property.Name} is '{value}'; it must be {SettingValue.Describe(property)}.");
            }
            else if (value is not null && IsNested(property.PropertyType))
            {
                CheckRanges(value, $"{path}:{property.Name}", faults);
            }
        }
    }

    /// <remarks>What is not for browsing is set by the program, not by who configures it.</remarks>
    private static PropertyInfo[] SettingsOf(Type type) => Array.FindAll(
        type.GetProperties(BindingFlags.Public | BindingFlags.Instance),
        property => property.CanWrite
            && property.GetIndexParameters().Length == 0
            && property.GetCustomAttribute<BrowsableAttribute>() is not { Browsable: false });

    /// <summary>Says whether whatever stands there is for others to read.</summary>
    private static bool IsFree(Type type) => type == typeof(IConfigurationSection);

    /// <summary>Gets what the entries of a map are, where each has settings of its own.</summary>
    private static Type? NestedValueOf(Type type) =>
        type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyDictionary<,>)
        && IsNested(type.GetGenericArguments()[1])
            ? type.GetGenericArguments()[1] : null;

    private static bool IsNested(Type type) => type.IsClass && type != typeof(string) && !IsCollection(type);

    private static bool IsCollection(Type type) => type != typeof(string) && typeof(IEnumerable).IsAssignableFrom(type);
}
