// A changed registry, and the way to send it. Knows the stage's registry and the form.

/** The registry with another name, one page less and one row that cannot be read. */
export const changedRegistry = (stage, name) => {
    const lines = stage.registry.split('\n');
    lines[2] = lines[2].replace(/;[^;]+;/, `;${name};`);
    lines.splice(4, 1);
    lines.push('не адрес;Плохая строка;1;Подвед;;;;;;;;');
    return Buffer.from(lines.join('\n'));
};

/** Sends it for comparing and tells where the comparison is. */
export const sendRegistry = async (visit, name, buffer) => {
    await visit.open('/registry');
    await visit.page.setInputFiles('[name=file]', { name, mimeType: 'text/csv', buffer });
    await visit.send('main form.stack button.main');
    return new URL(visit.page.url()).pathname;
};
