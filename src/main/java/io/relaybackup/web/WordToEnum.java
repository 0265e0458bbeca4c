package io.relaybackup.web;

import org.springframework.core.convert.converter.Converter;
import org.springframework.core.convert.converter.ConverterFactory;

/** Reads an enum in a path or a query by its word, and by nothing else. */
final class WordToEnum implements ConverterFactory<String, Enum<?>> {

    @Override
    public <T extends Enum<?>> Converter<String, T> getConverter(Class<T> type) {
        return word -> {
            for (T constant : type.getEnumConstants()) {
                if (Words.of(constant.name()).equals(word)) {
                    return constant;
                }
            }
            throw new IllegalArgumentException("allowed are " + String.join(", ", Words.all(type)));
        };
    }
}
