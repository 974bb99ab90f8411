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

    /// <summary>Finds sections that do not exist among settings that are ours alone (command line, prefixed environment).</summary>
    /// <exception cref="SettingsException">There is such a section.</exception>
    public static void RefuseUnknownSections(IConfiguration ours, IReadOnlyCollection<string> known)
    {
        ArgumentNullException.ThrowIfNull(ours);
        SettingsException.ThrowIfAny(
        [
            .. ours.GetChildren()
                .Where(section => !known.Contains(section.Key, StringComparer.OrdinalIgnoreCase))
                .Select(section => $"{section.Key} is not a setting; there are {string.Join(", ", known)}."),
        ]);
    }

    /// <summary>Finds settings that do not exist, and values that cannot be read, before the binder stumbles over them.</summary>
    private static void Check(IConfigurationSection section, Type type, List<string> faults)
    {
        var properties = SettingsOf(type);
        foreach (var child in section.GetChildren())
        {
            var property = Array.Find(properties, candidate => string.Equals(candidate.Name, child.Key, StringComparison.OrdinalIgnoreCase));
            if (property is null)
            {
                var names = string.Join(", ", properties.Select(candidate => candidate.Name));
                faults.Add($"{child.Path} is not a setting; {section.Path} has {names}.");
            }
            else if (IsNested(property.PropertyType))
            {
                Check(child, property.PropertyType, faults);
            }
            else if (SettingValue.WhatIsWrong(child.Value, property) is { } right)
            {
                faults.Add($"{child.Path} is '{child.Value}'; it must be {right}.");
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

    private static PropertyInfo[] SettingsOf(Type type) => Array.FindAll(
        type.GetProperties(BindingFlags.Public | BindingFlags.Instance),
        property => property.CanWrite && property.GetIndexParameters().Length == 0);

    private static bool IsNested(Type type) =>
        type.IsClass && type != typeof(string) && !typeof(System.Collections.IEnumerable).IsAssignableFrom(type);
}
