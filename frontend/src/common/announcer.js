// Words for screen readers.

let region;

/** Have this said when the reader has a pause. */
export function announce(text) {
  if (!region?.isConnected) {
    region = document.createElement('div');
    region.setAttribute('role', 'status');
    hideVisually(region);
    document.body.append(region);
  }
  region.textContent = text;
}

/** Keep an element for screen readers only. Set here, since a host's page may lack a class for that. */
export function hideVisually(element) {
  Object.assign(element.style, {
    position: 'absolute',
    width: '1px',
    height: '1px',
    overflow: 'hidden',
    clipPath: 'inset(50%)',
    whiteSpace: 'nowrap',
  });
}
